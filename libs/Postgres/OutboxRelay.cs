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

    // Database, sidecar or broker is away: the rows stay, the next round tries again.
    private Task RelayAllAsync(TimeSpan age, CancellationToken ct) =>
        database.ForEachAsync(tenant => RelayAsync(tenant, age, ct), e => Postponed(e.Message), ct);

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
