using System.Net;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>
/// One tenant has events scored at a modest rate: alone, and while another asks twenty times as often as it may. The ratio of the two 99th
/// percentiles says what the neighbour costs.
/// </summary>
internal sealed class NoisyNeighbour : IScenario
{
    private const double VictimRate = 50;
    private const int Allowed = 50;
    private const double Excess = 20;

    public string Name => "neighbour";

    public string Purpose => "a tenant's latency beside one at twenty times its limit";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var victim = await stage.GatewayAsync("quiet", Roles.Admin, ct);
        await Onboarding.ActiveAsync(stage, "noisy", Allowed, ct);
        using var noisy = await stage.GatewayAsync("noisy", Roles.Admin, ct);
        using var events = stage.Events().GetEnumerator();
        var length = TimeSpan.FromSeconds(stage.Quick ? 5 : 30);
        await ScoreAsync(victim, events, length, ct);

        var alone = await ScoreAsync(victim, events, length, ct);
        var noise = OpenLoop.RunAsync(Allowed * Excess, length, _ => AskAsync(noisy, ct), ct);
        var beside = await ScoreAsync(victim, events, length, ct);
        var refused = (await noise).Failures;
        stage.Say($"alone p99 {alone:F1} ms, beside {beside:F1} ms; {refused} calls of the neighbour were refused");
        stage.Figures.Set("noisy_neighbour_ratio", beside / alone);
    }

    private static async Task<double> ScoreAsync(
        GatewayClient gateway, IEnumerator<Transaction> events, TimeSpan length, CancellationToken ct)
    {
        var result = await new ScoreLoop(gateway, events).RunAsync((VictimRate, length), ct);
        return result.Failures == 0 ? result.Latencies.At(0.99) : throw new BenchException($"{result.Failures} calls failed.");
    }

    private static async Task<bool> AskAsync(GatewayClient gateway, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "alerts?limit=1");
        using var response = await gateway.SendAsync(request, ct);
        return response.StatusCode is HttpStatusCode.OK;
    }
}
