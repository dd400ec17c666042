using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Alerts;

/// <summary>Takes decisions as they are delivered and keeps the alerts they call for.</summary>
internal sealed partial class RaiseAlerts(
    AlertLedger ledger, AlertsMetrics metrics, IOptions<AlertsOptions> options, TimeProvider time, ILogger<RaiseAlerts> logger)
    : IHandleBatch<Decision>
{
    /// <summary>Handles a delivery, tenant by tenant. When one fails all of it comes again, and what was counted is known.</summary>
    public async Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<Decision>> events, CancellationToken ct)
    {
        foreach (var tenant in events.Where(e => RaiseAlert.IsWorthALook(e.Data)).GroupBy(e => e.Tenant))
        {
            await HandleAsync(tenant.Key, [.. tenant.Select(e => e.Data).DistinctBy(decision => decision.Id)], ct);
        }

        return [.. Enumerable.Repeat(Delivery.Success, events.Count)];
    }

    private async Task HandleAsync(TenantId tenant, IReadOnlyList<Decision> decisions, CancellationToken ct)
    {
        var policy = new AlertPolicy(
            TimeSpan.FromMinutes(options.Value.SuppressMinutes), options.Value.HighScore, options.Value.CriticalScore);
        var changes = await ledger.RecordAsync(tenant, decisions, policy, ct);
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

    [LoggerMessage(LogLevel.Debug, "Tenant {Tenant}: {Raised} alerts raised, {Repeated} decisions counted into one that was there")]
    private partial void LogChanged(TenantId tenant, int raised, int repeated);
}
