using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Alerts;

/// <summary>Takes decisions and threats as they are delivered and keeps the alerts they call for.</summary>
internal sealed partial class RaiseAlerts(
    AlertLedger ledger, AlertsMetrics metrics, IOptions<AlertsOptions> options, TimeProvider time, ILogger<RaiseAlerts> logger)
    : IHandleBatch<Decision>, IHandleBatch<ThreatEvent>
{
    private readonly AlertPolicy policy = new(
        TimeSpan.FromMinutes(options.Value.SuppressMinutes), options.Value.HighScore, options.Value.CriticalScore);

    public Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<Decision>> events, CancellationToken ct) =>
        HandleAsync(events, e => AlertCause.Of(e.Data, policy), ct);

    public Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<ThreatEvent>> events, CancellationToken ct) =>
        HandleAsync(events, e => AlertCause.Of(e.Data, e.Time), ct);

    // A delivery, tenant by tenant. When one fails all of it comes again, and what was counted is known.
    private async Task<IReadOnlyList<Delivery>> HandleAsync<T>(
        IReadOnlyList<Received<T>> events, Func<Received<T>, AlertCause?> causeOf, CancellationToken ct)
    {
        foreach (var tenant in events.GroupBy(e => e.Tenant, causeOf))
        {
            List<AlertCause> causes = [.. tenant.OfType<AlertCause>().DistinctBy(cause => cause.Id)];
            if (causes.Count > 0) await RecordAsync(tenant.Key, causes, ct);
        }

        return [.. Enumerable.Repeat(Delivery.Success, events.Count)];
    }

    private async Task RecordAsync(TenantId tenant, List<AlertCause> causes, CancellationToken ct)
    {
        var changes = await ledger.RecordAsync(tenant, causes, policy, ct);
        metrics.Changed(changes);
        var now = time.GetUtcNow();
        foreach (var alert in changes.Alerts)
        {
            metrics.Lag(now - alert.UpdatedAt);
        }

        if (changes.Hits.Count > 0)
        {
            LogChanged(tenant, changes.Raised, changes.Repeated);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Tenant {Tenant}: {Raised} alerts raised, {Repeated} causes counted into one that was there")]
    private partial void LogChanged(TenantId tenant, int raised, int repeated);
}
