using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>
/// <c>POST /api/v1/risk/score</c> at the gateway: the highest steady rate is found by doubling, then by halving the gap; latency is
/// measured at 70 % of it, from when each request was due.
/// </summary>
internal sealed class ScoreLatency : IScenario
{
    private const double WarmUpRate = 200;
    private const double FirstRate = 100;
    private const double Share = 0.7;

    public string Name => "score";

    public string Purpose => "synchronous scoring at the gateway, at 70 % of the highest steady rate";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(ct);
        using var events = stage.Events().GetEnumerator();
        await ScoreLoop.RunAsync(gateway, events, (WarmUpRate, TimeSpan.FromSeconds(stage.Quick ? 5 : 30)), ct);
        var step = TimeSpan.FromSeconds(stage.Quick ? 2 : 8);
        var highest = await HighestAsync(stage, rate => TryAsync(stage, gateway, events, (rate, step), ct));
        stage.Figures.Set("score_highest_eps", highest);

        var (rate, stolen) = (Share * highest, new StolenTime());
        var result = await ScoreLoop.RunAsync(gateway, events, (rate, TimeSpan.FromSeconds(stage.Quick ? 5 : 60)), ct);
        stage.Say($"at {rate:N0}/s: p50 {result.Latencies.At(0.5):F2} ms, p99 {result.Latencies.At(0.99):F2} ms, {result.Failures} failed");
        stage.Figures.Set("score_stolen_percent", stolen.Percent());
        stage.Figures.Set("score_p50_ms", result.Latencies.At(0.5));
        stage.Figures.Set("score_p99_ms", result.Latencies.At(0.99));
        stage.Figures.Set("score_failures", result.Failures);
    }

    private static async Task<double> HighestAsync(Stage stage, Func<double, Task<bool>> keepsUp)
    {
        var (low, high) = (0d, FirstRate);
        while (await keepsUp(high)) (low, high) = (high, high * 2);

        for (var i = 0; i < (stage.Quick ? 1 : 3) && low > 0; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = await keepsUp(middle) ? (middle, high) : (low, middle);
        }

        // When not even the first rate is steady, its share is measured all the same: the figures then show how bad it is.
        return Math.Max(low, FirstRate);
    }

    // Steady means that no queue builds up: everyone is answered, 99 of 100 within 50 ms, and nothing is left a moment after the end.
    private static async Task<bool> TryAsync(
        Stage stage, GatewayClient gateway, IEnumerator<Transaction> events, (double Rate, TimeSpan Duration) load, CancellationToken ct)
    {
        var result = await ScoreLoop.RunAsync(gateway, events, load, ct);
        var keepsUp = result.Failures == 0 && result.Tail < TimeSpan.FromMilliseconds(250) && result.Latencies.At(0.99) < 50;
        var judgement = keepsUp ? "steady" : "too much";
        stage.Say($"{load.Rate:N0}/s: p50 {result.Latencies.At(0.5):F1} ms, p99 {result.Latencies.At(0.99):F1} ms, {judgement}");
        return keepsUp;
    }
}
