using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>An announcement that is stored and not published yet.</summary>
internal readonly record struct StoredAnnouncement(Guid Row, ReadOnlyMemory<byte> Body);

/// <summary>Announces changes on the topic <c>tenants</c>: at once, or from the outbox when the broker is back.</summary>
internal sealed partial class AnnounceChange(Outbox outbox, DaprClient dapr, ILogger<AnnounceChange> logger)
{
    /// <summary>Stores the announcement in the transaction of the change.</summary>
    public async Task<StoredAnnouncement> AddAsync(TenantConnection connection, Tenant tenant, CancellationToken ct)
    {
        var change = new TenantChanged(tenant.Id, tenant.Status, tenant.Version, tenant.UpdatedAt);
        var envelope = new CloudEvent<TenantChanged>($"{tenant.Id}.{tenant.Version}", "tenants", "platform.tenant", change.At, change)
        {
            TenantId = tenant.Id.ToString(),
            PartitionKey = tenant.Id.ToString(),
        };
        var body = BulkBody.Encode([envelope], ContractsJson.Default.TenantChanged);
        return new(await outbox.AddAsync(connection, Topics.Tenants, body, ct), body);
    }

    /// <summary>Publishes what was stored, after the commit.</summary>
    public async Task NowAsync(StoredAnnouncement stored, CancellationToken ct)
    {
        try
        {
            await PublishAsync(Topics.Tenants, stored.Body, ct);
            await outbox.DeleteAsync(TenantId.Operators, stored.Row, ct);
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            // It is stored: the relay publishes it when the sidecar is back.
            LogNotAnnounced(e.Message);
        }
    }

    /// <summary>Publishes a stored body.</summary>
    /// <exception cref="DaprException">The broker did not take it.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> body, CancellationToken ct) =>
        dapr.BulkPublishWholeAsync(Topics.PubSub, topic, body, ct);

    [LoggerMessage(LogLevel.Warning, "A change of a tenant is stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(string reason);
}
