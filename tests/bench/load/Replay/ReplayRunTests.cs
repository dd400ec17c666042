using Microsoft.AspNetCore.Http;
using Platform.Load.Replay;
using Platform.Load.Tests.Sending;

namespace Platform.Load.Tests.Replay;

public sealed class ReplayRunTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_labelled_file_ends_with_what_the_scores_were_worth()
    {
        await using var stub = await GatewayStub.StartAsync();
        stub.Decisions = Decide(stub, id => id == "r-12" ? 0.9 : 0.1);

        var report = await PlayAsync(stub, "r");

        Assert.True(report.IsComplete);
        Assert.Equal((3, 3, 3, 1), (report.Lines, report.Sent.Accepted, report.Decided, report.Raised));
        var quality = report.Quality!;
        Assert.Equal((1, 1, 1, 3), (quality.RocAuc, quality.AveragePrecision, quality.Positives, quality.Events));
        // One fraud among the 100 cards of one of two days.
        Assert.Equal(0.005, quality.CardPrecision100, 12);
        Assert.Equal("lines 3, accepted 3, decided 3", report.ToLines().First());
    }

    [Fact]
    public async Task Scores_that_are_wrong_way_round_are_worth_nothing()
    {
        await using var stub = await GatewayStub.StartAsync();
        stub.Decisions = Decide(stub, id => id == "r-12" ? 0.1 : 0.9);

        var quality = (await PlayAsync(stub, "r")).Quality!;

        Assert.Equal(0, quality.RocAuc);
        Assert.Equal(1 / 3.0, quality.AveragePrecision, 12);
    }

    [Fact]
    public async Task Decisions_of_an_earlier_run_do_not_count()
    {
        await using var stub = await GatewayStub.StartAsync();
        stub.Decisions = Decide(stub, _ => 0.5);
        await PlayAsync(stub, "r");

        var report = await PlayAsync(stub, "s");

        Assert.True(report.IsComplete);
        Assert.Equal(0.5, report.Quality!.RocAuc);
    }

    [Fact]
    public async Task An_event_that_is_never_decided_is_seen()
    {
        await using var stub = await GatewayStub.StartAsync();
        var decide = Decide(stub, _ => 0.5);
        stub.Decisions = (after, limit) => decide(after, limit).Where(line => !line.Contains("r-11", StringComparison.Ordinal));

        var report = await PlayAsync(stub, "r");

        Assert.False(report.IsComplete);
        Assert.Equal((3, 2), (report.Sent.Accepted, report.Decided));
    }

    [Fact]
    public async Task A_refused_event_is_reported_with_its_reason()
    {
        await using var stub = await GatewayStub.StartAsync();
        stub.Next(http => http.Response.WriteAsync(
            """{"accepted":2,"duplicates":0,"rejected":[{"index":1,"errors":[{"field":"amount","message":"too small"}]}]}"""));

        var report = await PlayAsync(stub, "r");

        Assert.Equal("r-11: amount: too small", report.FirstRefusal);
    }

    private async Task<ReplayReport> PlayAsync(GatewayStub stub, string mark)
    {
        using var client = stub.Client();
        var options = new ReplayOptions
        {
            File = files.Plain("p.csv", Samples.Handbook), RunMark = mark, DecisionPatience = TimeSpan.FromSeconds(1),
        };
        return await new ReplayRun(client, options).RunAsync(Ct);
    }

    private static Func<long, int, IEnumerable<string>> Decide(GatewayStub stub, Func<string, double> score) => (after, limit) => stub.Order
        .Select((id, n) => (Id: id, Sequence: n + 1L)).Where(line => line.Sequence > after).Take(limit)
        .Select(line => FormattableString.Invariant($$"""{"sequence":{{line.Sequence}},"id":"{{line.Id}}","score":{{score(line.Id)}},""")
            + "\"verdict\":\"allow\",\"decidedAt\":\"2026-01-01T00:00:00Z\"}");
}
