using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Alerts;

/// <summary>Wakes the live streams of a tenant when its alerts changed, in whichever process that was.</summary>
/// <remarks>A signal may come without a change, never the other way round: a lost connection to the database wakes everyone.</remarks>
internal sealed class AlertSignals(TenantDatabase database) : BackgroundService
{
    /// <summary>The channel of the database on which writers announce a tenant.</summary>
    public const string Channel = "platform_alerts";

    // Holds the tenants that someone waits for, nobody else; so it is no larger than the number of open streams.
    private readonly ConcurrentDictionary<TenantId, TaskCompletionSource> waiting = [];

    /// <summary>Completes at the tenant's next change after this call. Ask before reading, or a change in between is missed.</summary>
    public Task NextAsync(TenantId tenant) =>
        waiting.GetOrAdd(tenant, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var payload in database.ListenAsync(Channel, stoppingToken))
        {
            // Null means that something may have been missed.
            foreach (var tenant in TenantId.TryCreate(payload, out var named) ? [named] : waiting.Keys)
            {
                Wake(tenant);
            }
        }
    }

    private void Wake(TenantId tenant)
    {
        if (waiting.TryRemove(tenant, out var signal))
        {
            signal.TrySetResult();
        }
    }
}
