using System.Net;

namespace Platform.System.Tests;

/// <summary>PostgreSQL goes away and comes back.</summary>
[Collection(OnLocal.Name)]
public sealed class DatabaseAwayTests(LocalPlatform fixture)
{
    [Fact]
    public async Task Without_the_database_callers_are_told_to_come_back_and_then_everything_catches_up()
    {
        const string Tenant = "no-database";
        var platform = fixture.Platform;
        // Of another tenant than the load's, so that what gets through does not count.
        using var probe = platform.Client("no-database-probe");
        using var load = new SteadyLoad(platform.Gateway(Tenant), eventsPerSecond: 200);
        await load.UntilTakenAsync(200);

        await platform.Run.Postgres!.StopAsync();
        HttpResponseMessage? refusal = null;
        await Eventually.HoldsAsync(async () => (refusal = await SendAsync(probe)).StatusCode is HttpStatusCode.ServiceUnavailable, "503");
        Assert.NotNull(refusal?.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType?.MediaType);
        await platform.Run.Postgres!.StartAgainAsync(Running.Stop);

        await load.UntilTakenAsync(200);
        var taken = await load.EndAsync();
        using var decisions = new DecisionLog(platform.Gateway(Tenant));
        await decisions.HasExactlyAsync(taken);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client) =>
        client.PostAsync("transactions", Samples.Body($"probe-{Guid.NewGuid():N}"), Running.Stop);
}
