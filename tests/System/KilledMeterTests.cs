using System.Net;
using System.Net.Http.Json;
using Platform.Contracts;

namespace Platform.System.Tests;

/// <summary>What a tenant used is counted once and whole, whichever of the services that count it dies.</summary>
[Collection(OnLocal.Name)]
public sealed class KilledMeterTests(LocalPlatform fixture)
{
    private const string Tenant = "killed-meters";

    [Fact]
    public async Task Services_killed_in_turn_count_every_event_and_every_decision_exactly_once()
    {
        var platform = fixture.Platform;
        using var stop = new CancellationTokenSource();
        using var load = new SteadyLoad(platform.Gateway(Tenant), eventsPerSecond: 200);
        var scoring = ScoreAsync(stop.Token);

        foreach (var app in new[] { "tenants", "risk", "ingest", "tenants", "risk" })
        {
            await load.UntilTakenAsync(400);
            await platform.KillAsync(app);
        }

        var taken = (await load.EndAsync()).Count;
        await stop.CancelAsync();
        var scored = await scoring;
        Assert.NotEqual(0, scored);

        await Eventually.HoldsAsync(
            async () => await UsedAsync() == (taken, taken + scored), $"{taken} events and {taken + scored} scores");
        await PublishAgainAsync();
        // Counted after what was published again, and the only thing that adds.
        using var client = platform.Client(Tenant);
        using var last = await client.PostAsync("transactions", Samples.Body("last"), Running.Stop);
        Assert.Equal(HttpStatusCode.Accepted, last.StatusCode);
        await Eventually.HoldsAsync(async () => await UsedAsync() == (taken + 1, taken + scored + 1), "only the last event is added");
    }

    // As services do that die between the broker's yes and their note of it. A kill hits that moment once in a thousand times.
    private async Task PublishAgainAsync()
    {
        var run = fixture.Platform.Run;
        using var sidecar = new HttpClient { BaseAddress = run.SidecarUri("ingest") };
        sidecar.DefaultRequestHeaders.Add("dapr-api-token", run.DaprApiToken);
        foreach (var message in run.Host.Published(Topics.Usage))
        {
            using var body = new ReadOnlyMemoryContent(message.Data);
            body.Headers.ContentType = new("application/cloudevents+json");
            using var answer = await sidecar.PostAsync($"/v1.0/publish/{Topics.PubSub}/{Topics.Usage}", body, Running.Stop);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }
    }

    // One event after the other; whether a call that broke off was decided is found out by asking again with the same id.
    private async Task<long> ScoreAsync(CancellationToken ct)
    {
        using var client = fixture.Platform.Client(Tenant);
        var scored = 0L;
        while (!ct.IsCancellationRequested)
        {
            var id = $"at-once-{scored}";
            await Eventually.HoldsAsync(() => IsScoredAsync(client, id), $"{id} is scored");
            scored++;
        }

        return scored;
    }

    private static async Task<bool> IsScoredAsync(HttpClient client, string id)
    {
        try
        {
            using var answer = await client.PostAsync("risk/score", Samples.Body(id), Running.Stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // The day before too: the month may turn while the test runs.
    private async Task<(long Events, long Scores)?> UsedAsync()
    {
        using var client = fixture.Platform.Client(Tenant);
        var now = TimeProvider.System.GetUtcNow();
        using var answer = await client.GetAsync($"usage?from={now.AddDays(-1):yyyy-MM-dd}&to={now.AddDays(1):yyyy-MM-dd}", Running.Stop);
        if (!answer.IsSuccessStatusCode) return null;

        var points = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.UsageReport, Running.Stop))!.Points;
        return (Sum(UsageMeter.Events), Sum(UsageMeter.Scores));

        long Sum(UsageMeter meter) => points.Where(point => point.Meter == meter).Sum(point => point.Quantity);
    }
}
