using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Metering;

/// <summary>Registers metering.</summary>
public static class MeteringServices
{
    /// <summary>Adds the source, the loop that meters it, and the relay of the service's outbox; needs the tenant database.</summary>
    /// <typeparam name="TSource">Knows the usage of this service.</typeparam>
    /// <param name="services">The app's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMetering<TSource>(this IServiceCollection services) where TSource : class, IUsageSource
    {
        services.AddSingleton<TenantsToMeter>();
        services.AddSingleton<TSource>().AddSingleton<IUsageSource>(p => p.GetRequiredService<TSource>());
        services.AddSingleton<MeterUsage>().AddHostedService(p => p.GetRequiredService<MeterUsage>());
        return services.AddOutboxRelay(p =>
        {
            var dapr = p.GetRequiredService<DaprClient>();
            return (topic, body, ct) => dapr.BulkPublishWholeAsync(Topics.PubSub, topic, body, ct);
        });
    }
}
