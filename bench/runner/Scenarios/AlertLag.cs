using System.Collections.Concurrent;
using System.Diagnostics;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>
/// From the answer that accepted an event to the alert about it on the live stream, at 1,000 events/s. An alert that overtakes the
/// answer counts as 0.
/// </summary>
internal sealed class AlertLag : IScenario
{
    private const double EventsPerSecond = 1_000;

    private static readonly TimeSpan LastAlerts = TimeSpan.FromSeconds(2);

    public string Name => "alerts";

    public string Purpose => "accepted until on the live stream, at 1,000 events/s";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(ct);
        var (warmUp, measured) = stage.Quick ? (3, 10) : (15, 60);
        await SendAsync(stage, gateway, warmUp, new());

        var (accepted, seen) = (new ConcurrentDictionary<string, long>(), new ConcurrentDictionary<string, long>());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listening = ListenAsync(gateway, seen, stop.Token);
        await SendAsync(stage, gateway, measured, new() { Delivered = chunk => Note(chunk, accepted) });
        await Task.Delay(LastAlerts, ct);
        await stop.CancelAsync();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (listening.IsFaulted) await listening;

        var lags = new Percentiles(seen.Where(alert => accepted.ContainsKey(alert.Key))
            .Select(alert => Math.Max(0, Stopwatch.GetElapsedTime(accepted[alert.Key], alert.Value).TotalMilliseconds)));
        if (lags.Count == 0) throw new BenchException("No alert came on the live stream.");

        stage.Say($"{lags.Count} alerts");
        stage.Figures.Set("alert_lag_p50_ms", lags.At(0.5));
        stage.Figures.Set("alert_lag_p95_ms", lags.At(0.95));
        stage.Figures.Set("alert_lag_p99_ms", lags.At(0.99));
    }

    private static Task SendAsync(Stage stage, GatewayClient gateway, int seconds, SenderOptions sending) =>
        new EventSender(gateway, sending).RunAsync(
            stage.Events().Take((int)(seconds * EventsPerSecond)), new SteadySchedule(EventsPerSecond), CancellationToken.None);

    private static void Note(DeliveredChunk chunk, ConcurrentDictionary<string, long> accepted)
    {
        foreach (var transaction in chunk.Transactions) accepted[transaction.Id] = chunk.AnsweredAt;
    }

    private static async Task ListenAsync(GatewayClient gateway, ConcurrentDictionary<string, long> seen, CancellationToken ct)
    {
        await foreach (var alert in new AlertFeed(gateway).FollowAsync(null, ct))
        {
            seen.TryAdd(alert.LastDecisionId, Stopwatch.GetTimestamp());
        }
    }
}
