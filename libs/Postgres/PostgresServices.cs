using Microsoft.Extensions.DependencyInjection;

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
    /// <param name="serviceName">The app id; letters, digits and hyphens.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTenantDatabase<TMarker>(this IServiceCollection services, string serviceName) =>
        throw new NotImplementedException();

    /// <summary>Adds the relay that publishes outbox rows older than ten seconds, at start and every ten seconds.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="publish">Makes the publisher, e.g. over <c>DaprClient.BulkPublishRawAsync</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOutboxRelay(this IServiceCollection services, Func<IServiceProvider, OutboxPublish> publish) =>
        throw new NotImplementedException();
}
