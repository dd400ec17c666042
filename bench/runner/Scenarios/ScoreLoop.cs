using System.Net;
using System.Net.Http.Headers;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>Has events scored one by one at a steady rate.</summary>
internal static class ScoreLoop
{
    // Bodies are made before the clock starts; the loop's own thread asks for them in order.
    public static Task<OpenLoopResult> RunAsync(
        GatewayClient gateway, IEnumerator<Transaction> events, (double Rate, TimeSpan Duration) load, CancellationToken ct)
    {
        var bodies = new byte[(int)(load.Rate * load.Duration.TotalSeconds)][];
        for (var i = 0; i < bodies.Length && events.MoveNext(); i++) bodies[i] = TransactionJson.Encode(events.Current);

        return OpenLoop.RunAsync(load.Rate, load.Duration, number => ScoreAsync(gateway, bodies[number], ct), ct);
    }

    private static async Task<bool> ScoreAsync(GatewayClient gateway, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "risk/score") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await gateway.SendAsync(request, ct);
        await response.Content.CopyToAsync(Stream.Null, ct);
        return response.StatusCode is HttpStatusCode.OK;
    }
}
