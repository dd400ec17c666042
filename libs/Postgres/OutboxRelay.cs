using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Publishes what a crash left in the outboxes: everything at start, then every ten seconds what is older than that.</summary>
internal sealed partial class OutboxRelay(
    TenantDatabase database, Outbox outbox, OutboxPublish publish, TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int RowsAtOnce = 16;
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        await RelayAllAsync(TimeSpan.Zero, ct);
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(ct))
            await RelayAllAsync(interval, ct);
    }

    private async Task RelayAllAsync(TimeSpan age, CancellationToken ct)
    {
        IReadOnlyList<TenantId> tenants = [];
        await TryAsync(async () => tenants = await database.TenantsAsync(ct), ct);
        // Each by itself: a tenant whose own database is away must not keep the others waiting.
        foreach (var tenant in tenants) await TryAsync(() => RelayAsync(tenant, age, ct), ct);
    }

    private async Task TryAsync(Func<Task> step, CancellationToken ct)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Database, sidecar or broker is away: the rows stay, the next round tries again.
            Postponed(e.Message);
        }
    }

    private async Task RelayAsync(TenantId tenant, TimeSpan age, CancellationToken ct)
    {
        int count;
        do
        {
            count = await outbox.RelayAsync(tenant, age, RowsAtOnce, publish, ct);
            if (count > 0)
                Relayed(count, tenant);
        }
        while (count == RowsAtOnce);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Count} left-over announcements of {Tenant}")]
    private partial void Relayed(int count, TenantId tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Publishing left-over announcements is postponed: {Reason}")]
    private partial void Postponed(string reason);
}
