using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Risk.Tests.Pipeline;

public sealed class TwoReplicasTests
{
    private const int MostTries = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_score_one_account_at_once_lose_nothing_and_decide_as_one_would()
    {
        await using var host = await RiskHost.StartAsync(new() { ["Risk:CheckpointEvents"] = "10", ["Risk:CheckpointStepMs"] = "10" });
        var traffic = Traffic.Many(120).ConvertAll(one => one with { Account = "a-1" });
        HttpClient[] replicas = [host.Client(), host.StartReplica()];

        var senders = replicas.Select((replica, i) => SendAsync(replica, [.. traffic.Chunk(5).Where((_, at) => at % 2 == i)])).ToList();
        var decisions = (await Task.WhenAll(senders)).SelectMany(each => each.Decisions).ToDictionary(one => one.Id);

        var log = await LogAsync(replicas[0]);
        Assert.Equal(Enumerable.Range(1, traffic.Count).Select(i => (long)i), log.Select(line => line.Sequence));
        Assert.Equal(traffic.Select(one => one.Id).Order(), log.Select(line => line.Id).Order());
        Assert.True(senders.Sum(sender => sender.Result.Lost) > 0, "Nobody lost a race, so nothing was tested.");

        // One scorer that takes the events in the order of the log.
        var engine = Shipped.Engine();
        var byId = traffic.ToDictionary(one => one.Id);
        foreach (var line in log)
        {
            Assert.Equal(engine.Score(byId[line.Id]).Score, line.Score);
            Assert.Equal(line.Score, decisions[line.Id].Score);
        }

        var last = Traffic.One("last") with { Time = traffic[^1].Time.AddMinutes(1) };
        engine.Score(last);
        await SendAsync(replicas[1], [[last]]);
        var seen = await replicas[0].GetFromJsonAsync("/decisions/last", ContractsJson.Default.Decision, Ct);
        Assert.Equal(Shipped.Features.Named(engine.Features), seen!.Features!);
        Assert.InRange(seen.Features!["sentCount30d"]!.Value, traffic.Count, traffic.Count);
    }

    // A caller that is told to come again does so.
    private static async Task<(List<Decision> Decisions, int Lost)> SendAsync(HttpClient replica, Transaction[][] batches)
    {
        var (decisions, lost) = (new List<Decision>(), 0);
        foreach (var batch in batches)
        {
            var before = decisions.Count;
            for (var tries = 0; decisions.Count == before && tries < MostTries; tries++)
            {
                using var answer = await replica.PostAsJsonAsync("/risk/score", new(batch), ContractsJson.Default.ScoringCall, Ct);
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable });
                if (answer.StatusCode is HttpStatusCode.ServiceUnavailable) lost++;
                else decisions.AddRange((await answer.Content.ReadFromJsonAsync(ContractsJson.Default.DecisionBatch, Ct))!.Decisions);
            }
        }

        return (decisions, lost);
    }

    private static async Task<List<(long Sequence, string Id, double Score)>> LogAsync(HttpClient replica)
    {
        var lines = await replica.GetStringAsync("/decisions", Ct);
        return
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(line => (
                    line.GetProperty("sequence").GetInt64(), line.GetProperty("id").GetString()!, line.GetProperty("score").GetDouble())),
        ];
    }
}
