using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Platform.Dapr;

/// <summary>Registers the client of the sidecar.</summary>
public static class DaprServices
{
    /// <summary>Adds one <see cref="DaprClient"/> for the app; may be called more than once, each call adds its settings.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Further settings, e.g. <c>o => o.UseJson(RiskJson.Default)</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDaprClient(this IServiceCollection services, Action<DaprClientOptions>? configure = null)
    {
        services.AddOptions<DaprClientOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<DaprClientOptions>, FromEnvironment>());
        services.TryAddSingleton(p => new DaprClient(p.GetRequiredService<IOptions<DaprClientOptions>>().Value));
        if (configure is not null)
            services.Configure(configure);
        return services;
    }

    private sealed class FromEnvironment(IConfiguration configuration) : IConfigureOptions<DaprClientOptions>
    {
        public void Configure(DaprClientOptions options) => options.ReadFrom(configuration);
    }
}
