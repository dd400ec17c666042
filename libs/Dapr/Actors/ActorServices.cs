using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Platform.Dapr;

/// <summary>Registers the actors of an app.</summary>
public static class ActorServices
{
    /// <summary>Adds actors and <see cref="IActorProxyFactory"/>; may be called more than once, each call adds its settings.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Registers the classes: <c>o => o.Actors.RegisterActor&lt;Account&gt;()</c>; null for calling only.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddActors(this IServiceCollection services, Action<ActorRuntimeOptions>? configure = null)
    {
        services.AddDaprClient();
        services.AddOptions<ActorRuntimeOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IActorProxyFactory, ActorProxyFactory>();
        services.TryAddSingleton(p => new ActorRuntimeServices(
            new ActorSidecar(p.GetRequiredService<DaprClient>()),
            p.GetRequiredService<IActorProxyFactory>(),
            p.GetRequiredService<DaprClient>().JsonSerializerOptions,
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<ActorRuntime>();
        if (configure is not null)
            services.Configure(configure);
        return services;
    }
}
