using Platform.Postgres;

namespace Platform.Risk.Metering;

/// <summary>What metering is made of.</summary>
internal static class MeteringServices
{
    public static void AddMetering(this IServiceCollection services)
    {
        services.AddSingleton<TenantsToMeter>();
        services.AddSingleton<MeterStore>();
        services.AddSingleton<MeterDecisions>().AddHostedService(p => p.GetRequiredService<MeterDecisions>());
        services.AddOutboxRelay(p => p.GetRequiredService<MeterDecisions>().PublishAsync);
    }
}
