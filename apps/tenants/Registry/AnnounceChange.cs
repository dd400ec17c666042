using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>An announcement that is stored in a tenant's outbox and not published yet.</summary>
internal readonly record struct StoredAnnouncement(TenantId Tenant, Guid Row, string Topic, ReadOnlyMemory<byte> Body);

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
        return new(TenantId.Operators, await outbox.AddAsync(connection, Topics.Tenants, body, ct), Topics.Tenants, body);
    }

    /// <summary>Publishes what was stored, after the commit.</summary>
    public async Task NowAsync(StoredAnnouncement stored, CancellationToken ct)
    {
        try
        {
            await PublishAsync(stored.Topic, stored.Body, ct);
            await outbox.DeleteAsync(stored.Tenant, stored.Row, ct);
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            // It is stored: the relay publishes it when the sidecar is back.
            LogNotAnnounced(stored.Tenant, stored.Topic, e.Message);
        }
    }

    /// <summary>Publishes a stored body.</summary>
    /// <exception cref="DaprException">The broker did not take it.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> body, CancellationToken ct) =>
        dapr.BulkPublishWholeAsync(Topics.PubSub, topic, body, ct);

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}: an event for {Topic} is stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(TenantId tenant, string topic, string reason);
}
