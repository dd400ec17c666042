using System.Net;
using System.Net.Http.Headers;
using Platform.Hosting;

namespace Platform.Bench.Scenarios;

/// <summary>
/// What the gateway costs: sign-in, limits, routing, and the way on through the sidecar. The same cheap call with the same token goes to
/// the gateway and straight to the port of the service, in turns of two seconds, so that both see the same machine.
/// </summary>
internal sealed class GatewayOverhead : IScenario
{
    private const double Rate = 200;
    private const string Caller = "overhead";

    public string Name => "gateway";

    public string Purpose => "GET of the caller's tenant through the gateway, and straight from its service";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        await Onboarding.ActiveAsync(stage, Caller, (int)(10 * Rate), ct);
        var run = await stage.PlatformAsync(ct);
        var token = await stage.TokenAsync(Caller, Roles.Admin, ct);
        using var through = Client(new(run.GatewayUri, "/api/v1/tenant"), token);
        using var straight = Client(new(run.AppUri("tenants"), "/tenant"), token);
        await MeasureAsync(through, straight, stage.Quick ? 2 : 8, ct);

        var turns = await MeasureAsync(through, straight, stage.Quick ? 2 : 25, ct);
        Note(stage, turns, "p50", 0.5);
        Note(stage, turns, "p99", 0.99);
    }

    // The median of the turns: one in which the machine stalls does not decide.
    private static void Note(Stage stage, List<(Percentiles Through, Percentiles Straight)> turns, string name, double share)
    {
        var through = new Percentiles(turns.Select(turn => turn.Through.At(share))).At(0.5);
        var straight = new Percentiles(turns.Select(turn => turn.Straight.At(share))).At(0.5);
        stage.Figures.Set($"gateway_overhead_{name}_ms", through - straight);
        stage.Figures.Set($"gateway_straight_{name}_ms", straight);
    }

    private static HttpClient Client(Uri address, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<List<(Percentiles Through, Percentiles Straight)>> MeasureAsync(
        HttpClient through, HttpClient straight, int count, CancellationToken ct)
    {
        var turns = new List<(Percentiles, Percentiles)>();
        while (turns.Count < count) turns.Add((await TurnAsync(through, ct), await TurnAsync(straight, ct)));
        return turns;
    }

    private static async Task<Percentiles> TurnAsync(HttpClient client, CancellationToken ct)
    {
        var result = await OpenLoop.RunAsync(Rate, TimeSpan.FromSeconds(2), _ => AskAsync(client, ct), ct);
        return result.Failures == 0 ? result.Latencies : throw new BenchException($"{result.Failures} calls failed.");
    }

    private static async Task<bool> AskAsync(HttpClient client, CancellationToken ct)
    {
        using var response = await client.GetAsync((Uri?)null, ct);
        return response.StatusCode is HttpStatusCode.OK;
    }
}
