namespace Platform.Bench.Scenarios;

/// <summary>The highest steady rate of calls, found by doubling, then by halving the gap.</summary>
internal static class SteadyRate
{
    private const double FirstRate = 100;

    public static async Task<double> HighestAsync(Stage stage, ScoreLoop loop, double first = FirstRate, CancellationToken ct = default)
    {
        var step = TimeSpan.FromSeconds(stage.Quick ? 2 : 8);
        var (low, high) = (0d, first);
        while (await TryAsync(stage, loop, (high, step), ct)) (low, high) = (high, high * 2);

        for (var i = 0; i < (stage.Quick ? 1 : 3) && low > 0; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = await TryAsync(stage, loop, (middle, step), ct) ? (middle, high) : (low, middle);
        }

        // When not even the first rate is steady, its share is measured all the same: the figures then show how bad it is.
        return Math.Max(low, first);
    }

    // Steady means that no queue builds up: everyone is answered, 99 of 100 within 50 ms, and nothing is left a moment after the end.
    private static async Task<bool> TryAsync(Stage stage, ScoreLoop loop, (double Rate, TimeSpan Duration) load, CancellationToken ct)
    {
        var result = await loop.RunAsync(load, ct);
        var keepsUp = result.Failures == 0 && result.Tail < TimeSpan.FromMilliseconds(250) && result.Latencies.At(0.99) < 50;
        var judgement = keepsUp ? "steady" : "too much";
        stage.Say($"{load.Rate:N0}/s: p50 {result.Latencies.At(0.5):F1} ms, p99 {result.Latencies.At(0.99):F1} ms, {judgement}");
        return keepsUp;
    }
}
