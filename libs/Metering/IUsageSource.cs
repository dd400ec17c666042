using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Metering;

/// <summary>Usage that is stored and not published yet.</summary>
/// <param name="Row">Its row of the outbox.</param>
/// <param name="Body">The bulk body.</param>
public sealed record StoredUsage(Guid Row, ReadOnlyMemory<byte> Body);

/// <summary>Knows what a service did for tenants, exactly.</summary>
public interface IUsageSource
{
    /// <summary>
    /// Makes usage records of what is in none yet, marks it as metered, and adds the records to the outbox, in one transaction.
    /// </summary>
    /// <param name="tenant">Whose usage.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What is to be published; null when there is nothing more.</returns>
    Task<StoredUsage?> StoreAsync(TenantId tenant, CancellationToken ct);
}

/// <summary>Puts usage records into the outbox.</summary>
public static class UsageOutbox
{
    private const string EventType = "platform.usage";

    /// <summary>Adds records to the transaction of the connection; the caller commits.</summary>
    /// <param name="outbox">The service's outbox.</param>
    /// <param name="connection">The tenant's transaction.</param>
    /// <param name="tenant">Whose usage.</param>
    /// <param name="records">At least one; each id begins with the service's name and a colon.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The row and what will be published of it.</returns>
    public static async Task<StoredUsage> AddUsageAsync(
        this Outbox outbox, TenantConnection connection, TenantId tenant, IReadOnlyList<UsageRecord> records, CancellationToken ct)
    {
        var body = BulkBody.Encode([.. records.Select(record => Envelope(tenant, record))], ContractsJson.Default.UsageRecord);
        return new(await outbox.AddAsync(connection, Topics.Usage, body, ct), body);
    }

    private static CloudEvent<UsageRecord> Envelope(TenantId tenant, UsageRecord record) =>
        new(record.Id, record.Id.Split(':')[0], EventType, record.Time, record)
        {
            TenantId = tenant.ToString(),
            PartitionKey = tenant.ToString(),
        };
}
