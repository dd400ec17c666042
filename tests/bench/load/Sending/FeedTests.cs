using Microsoft.AspNetCore.Http;
using Platform.Load.Sending;

namespace Platform.Load.Tests.Sending;

public sealed class FeedTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_stream_that_ends_goes_on_after_the_last_alert_seen()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        stub.Live = async (call, http) =>
        {
            await http.Response.WriteAsync(Alert(2 * call - 1) + Alert(2 * call), Ct);
            await http.Response.Body.FlushAsync(Ct);
        };

        var alerts = await new AlertFeed(client).FollowAsync(null, Ct).Take(4).ToListAsync(Ct);

        Assert.Equal([1L, 2, 3, 4], alerts.Select(alert => alert.Sequence));
        Assert.Equal([null, "2"], stub.LastEventIds);
    }

    [Fact]
    public async Task The_decision_log_is_followed_page_by_page()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        stub.Decisions = (after, limit) => Enumerable.Range((int)after + 1, Math.Max(0, 7_500 - (int)after)).Take(limit).Select(Line);

        var lines = await new DecisionReader(client).FollowAsync(0, Ct).Take(7_500).ToListAsync(Ct);

        Assert.Equal(Enumerable.Range(1, 7_500).Select(n => (long)n), lines.Select(line => line.Sequence));
        Assert.Equal(0.25, lines[0].Score);
    }

    private static string Line(int n) =>
        $$"""{"sequence":{{n}},"id":"e-{{n}}","score":0.25,"verdict":"allow","decidedAt":"2026-01-01T00:00:00Z"}""";

    private static string Alert(int sequence) => $$"""
        id: {{sequence}}
        event: alert
        data: {"id":"a{{sequence}}","sequence":{{sequence}},"entity":"c1","reason":"r","severity":"high","score":0.9,"verdict":"block",
        data: "count":1,"firstDecisionId":"d","lastDecisionId":"d","amount":1.5,"currency":"EUR","reasons":[],
        data: "raisedAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}


        """.ReplaceLineEndings("\n");
}
