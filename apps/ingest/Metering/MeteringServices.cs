using Platform.Postgres;

namespace Platform.Ingest.Metering;

/// <summary>What metering is made of.</summary>
internal static class MeteringServices
{
    public static void AddMetering(this IServiceCollection services)
    {
        services.AddSingleton<TenantsToMeter>();
        services.AddSingleton<AcceptedCounts>();
        services.AddSingleton<MeterEvents>().AddHostedService(p => p.GetRequiredService<MeterEvents>());
        services.AddOutboxRelay(p => p.GetRequiredService<MeterEvents>().PublishAsync);
    }
}
