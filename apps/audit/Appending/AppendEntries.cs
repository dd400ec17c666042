using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Audit;

/// <summary>Takes audit events as they are delivered and adds them to the log of their tenant.</summary>
internal sealed partial class AppendEntries(
    AuditLedger ledger, SignCheckpoints signing, AuditMetrics metrics, TimeProvider time, ILogger<AppendEntries> logger)
    : IHandleBatch<AuditEvent>
{
    /// <summary>Handles a delivery, tenant by tenant. When one fails all of it comes again, and what was added is known.</summary>
    public async Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<AuditEvent>> events, CancellationToken ct)
    {
        foreach (var tenant in events.GroupBy(e => e.Tenant))
            await AppendAsync(tenant.Key, [.. tenant.Select(e => e.Data).DistinctBy(e => e.Id)], ct);

        return [.. Enumerable.Repeat(Delivery.Success, events.Count)];
    }

    private async Task AppendAsync(TenantId tenant, IReadOnlyList<AuditEvent> events, CancellationToken ct)
    {
        var outcome = await ledger.AppendAsync(tenant, events, ct);
        signing.Touch(tenant);
        metrics.Appended(outcome, events.Count, time.GetUtcNow() - events.Max(e => e.Time));
        LogAppended(tenant, outcome.Entries, outcome.Size);
    }

    [LoggerMessage(LogLevel.Debug, "Tenant {Tenant}: {Entries} audit entries added, {Size} in all")]
    private partial void LogAppended(TenantId tenant, int entries, long size);
}
