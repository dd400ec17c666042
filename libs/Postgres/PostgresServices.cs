using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Postgres;

/// <summary>Registers a service's database.</summary>
public static class PostgresServices
{
    /// <summary>
    /// Adds <see cref="TenantDatabase"/> and <see cref="Outbox"/> for the server named by <c>PLATFORM_POSTGRES</c> (a postgresql:// URI or
    /// an Npgsql connection string), a readiness check, and the answer 503 while it is away.
    /// </summary>
    /// <typeparam name="TMarker">A type of the assembly that embeds the migrations <c>Migrations/NNNN_name.sql</c>.</typeparam>
    /// <param name="services">The app's services.</param>
    /// <param name="serviceName">The app id; lower-case letters, digits and hyphens.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTenantDatabase<TMarker>(this IServiceCollection services, string serviceName)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DatabaseOptions>().BindConfiguration("Database").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(p => new TenantDatabase(
            ConnectionText.Parse(p.GetRequiredService<IConfiguration>()["PLATFORM_POSTGRES"] ?? ""),
            MigrationSet.Of(serviceName, typeof(TMarker).Assembly),
            p.GetRequiredService<IOptions<DatabaseOptions>>().Value,
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<TenantDatabase>>()));
        services.AddSingleton(p => new Outbox(p.GetRequiredService<TenantDatabase>()));
        services.AddExceptionHandler<DatabaseAway>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"], timeout: TimeSpan.FromSeconds(2));
        return services;
    }

    /// <summary>Adds the relay that publishes outbox rows older than ten seconds, at start and every ten seconds.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="publish">Makes the publisher, e.g. over <c>DaprClient.BulkPublishRawAsync</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOutboxRelay(this IServiceCollection services, Func<IServiceProvider, OutboxPublish> publish) =>
        services.AddSingleton<IHostedService>(p => ActivatorUtilities.CreateInstance<OutboxRelay>(p, publish(p)));
}
