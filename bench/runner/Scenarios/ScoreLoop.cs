using System.Net;
using System.Net.Http.Headers;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>Has events scored at a steady rate of calls.</summary>
/// <param name="gateway">The public door.</param>
/// <param name="events">Where events come from.</param>
/// <param name="inCall">Events in one call.</param>
internal sealed class ScoreLoop(GatewayClient gateway, IEnumerator<Transaction> events, int inCall = 1)
{
    // Bodies are made before the clock starts; the loop's own thread asks for them in order.
    public Task<OpenLoopResult> RunAsync((double Rate, TimeSpan Duration) load, CancellationToken ct)
    {
        var bodies = new byte[(int)(load.Rate * load.Duration.TotalSeconds)][];
        for (var i = 0; i < bodies.Length; i++) bodies[i] = NextBody();

        return OpenLoop.RunAsync(load.Rate, load.Duration, number => ScoreAsync(bodies[number], ct), ct);
    }

    private byte[] NextBody()
    {
        var parts = new List<byte[]>(inCall);
        for (var i = 0; i < inCall && events.MoveNext(); i++) parts.Add(TransactionJson.Encode(events.Current));
        if (inCall is 1) return parts[0];

        return [.. "{\"transactions\":["u8, .. parts.SelectMany((part, i) => i is 0 ? part : [(byte)',', .. part]), .. "]}"u8];
    }

    private async Task<bool> ScoreAsync(byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "risk/score") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await gateway.SendAsync(request, ct);
        await response.Content.CopyToAsync(Stream.Null, ct);
        return response.StatusCode is HttpStatusCode.OK;
    }
}
