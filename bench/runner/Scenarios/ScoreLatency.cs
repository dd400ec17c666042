namespace Platform.Bench.Scenarios;

/// <summary>
/// <c>POST /api/v1/risk/score</c> at the gateway: latency is measured at 70 % of the highest steady rate, from when each request was due.
/// </summary>
internal sealed class ScoreLatency : IScenario
{
    private const double WarmUpRate = 200;
    private const double Share = 0.7;

    public string Name => "score";

    public string Purpose => "synchronous scoring at the gateway, at 70 % of the highest steady rate";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(ct);
        using var events = stage.Events().GetEnumerator();
        var loop = new ScoreLoop(gateway, events);
        await loop.RunAsync((WarmUpRate, TimeSpan.FromSeconds(stage.Quick ? 5 : 30)), ct);
        var highest = await SteadyRate.HighestAsync(stage, loop, ct: ct);
        stage.Figures.Set("score_highest_eps", highest);

        var (rate, stolen) = (Share * highest, new StolenTime());
        var result = await loop.RunAsync((rate, TimeSpan.FromSeconds(stage.Quick ? 5 : 60)), ct);
        stage.Say($"at {rate:N0}/s: p50 {result.Latencies.At(0.5):F2} ms, p99 {result.Latencies.At(0.99):F2} ms, {result.Failures} failed");
        stage.Figures.Set("score_stolen_percent", stolen.Percent());
        stage.Figures.Set("score_p50_ms", result.Latencies.At(0.5));
        stage.Figures.Set("score_p99_ms", result.Latencies.At(0.99));
        stage.Figures.Set("score_failures", result.Failures);
    }
}
