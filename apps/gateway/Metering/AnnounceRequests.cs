using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Gateway;

/// <summary>
/// Says every five seconds how many requests each tenant sent. What the broker did not take is sent again with the same ids before anything
/// else, so it counts once; what this process has in memory when it is killed is lost, and nobody pays for it. See adr/0023.
/// </summary>
internal sealed partial class AnnounceRequests(
    RequestCounts counts, DaprClient dapr, TimeProvider time, ILogger<AnnounceRequests> logger) : BackgroundService
{
    // A record is about 300 bytes, and a body of the sidecar at most 4 MiB.
    private const int MostTenants = 2_000;
    private static readonly TimeSpan every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(3);

    private readonly string process = Guid.NewGuid().ToString("N");
    private long sequence;
    private ReadOnlyMemory<byte>? pending;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        using var stop = stoppingToken.UnsafeRegister(static state => (state as PeriodicTimer)?.Dispose(), timer);
        while (await timer.WaitForNextTickAsync(CancellationToken.None)) await TryAsync(stoppingToken);

        // What was counted since the last round, if the sidecar still answers.
        using var limit = new CancellationTokenSource(patience);
        await TryAsync(limit.Token);
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            while ((pending ??= Next()) is { } body)
            {
                await dapr.BulkPublishWholeAsync(Topics.PubSub, Topics.Usage, body, ct);
                pending = null;
            }
        }
        catch (Exception e) when (e is DaprException or OperationCanceledException)
        {
            LogLater(e.Message);
        }
    }

    private ReadOnlyMemory<byte>? Next()
    {
        if (counts.Take(MostTenants) is not { Count: > 0 } taken) return null;

        var now = time.GetUtcNow();
        return BulkBody.Encode([.. taken.Select(each => Envelope(each.Tenant, each.Count, now))], ContractsJson.Default.UsageRecord);
    }

    private CloudEvent<UsageRecord> Envelope(TenantId tenant, long count, DateTimeOffset now)
    {
        var record = new UsageRecord { Id = $"gateway:{process}-{++sequence}", Time = now, Meter = UsageMeter.Requests, Quantity = count };
        return new(record.Id, "gateway", "platform.usage", now, record) { TenantId = tenant.ToString(), PartitionKey = tenant.ToString() };
    }

    [LoggerMessage(LogLevel.Warning, "Requests are announced later: {Reason}")]
    private partial void LogLater(string reason);
}
