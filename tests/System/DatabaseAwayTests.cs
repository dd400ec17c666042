using System.Net;
using System.Text;

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
        await using var ledger = new Ledger(platform, Tenant);
        using var client = platform.Client(Tenant);
        using var load = new SteadyLoad(platform.Gateway(Tenant), eventsPerSecond: 200);
        await load.UntilTakenAsync(200);

        await platform.Run.Postgres!.StopAsync();
        HttpResponseMessage? refusal = null;
        await Wait.UntilAsync(async () => (refusal = await SendAsync(client)).StatusCode is HttpStatusCode.ServiceUnavailable, "503");
        Assert.NotNull(refusal?.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType?.MediaType);
        await platform.Run.Postgres!.StartAgainAsync(Running.Stop);

        await load.UntilTakenAsync(200);
        await ledger.HasExactlyAsync(await load.EndAsync());
    }

    // Refused as malformed when the database is there, so that it never counts.
    private static Task<HttpResponseMessage> SendAsync(HttpClient client) =>
        client.PostAsync("transactions", new StringContent(Samples.Payment("probe"), Encoding.UTF8, "application/json"), Running.Stop);
}
