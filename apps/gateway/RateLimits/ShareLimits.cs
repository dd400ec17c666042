using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Dapr;

namespace Platform.Gateway;

/// <summary>
/// Every second: tells the other replicas what this one was asked for, and makes its buckets as large as its shares. Requests look at
/// memory only. While the state store is away the last shares hold for three periods, then equal ones. See adr/0026.
/// </summary>
internal sealed partial class ShareLimits(
    RequestBuckets buckets, ReplicaBoard board, IOptions<GatewayOptions> options, TimeProvider time, ILogger<ShareLimits> logger)
    : BackgroundService
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);
    private LimitView view = LimitView.Alone;
    private long knownAt = time.GetTimestamp();
    private bool isAway;

    /// <summary>One round.</summary>
    internal async Task ShareAsync(CancellationToken ct)
    {
        var demand = buckets.Measure();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(patience);
            view = await board.TellAsync(demand, limit.Token);
            (knownAt, isAway) = (time.GetTimestamp(), false);
        }
        catch (Exception e) when (IsAway(e) && !ct.IsCancellationRequested)
        {
            if (!isAway) LogAway(e.Message);
            isAway = true;
            if (time.GetElapsedTime(knownAt) >= options.Value.SharesGoodFor) view = LimitView.Equal(view.Replicas);
        }

        buckets.Use(view);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ShareSeconds), time);
        do await ShareAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static bool IsAway(Exception e) =>
        e is DaprException or HttpRequestException or IOException or JsonException or OperationCanceledException;

    [LoggerMessage(LogLevel.Warning, "Replicas do not hear of each other; soon each has an equal share of the rate limits: {Reason}")]
    private partial void LogAway(string reason);
}
