using System.Net;
using System.Text;
using System.Text.Json;

namespace Platform.System.Tests;

/// <summary>Nobody gets in without the right token, and nobody sees another tenant's things.</summary>
[Collection(OnLocal.Name)]
public sealed class AccessTests(LocalPlatform fixture)
{
    [Theory]
    [InlineData("risk", null)]
    [InlineData("risk", "guess")]
    [InlineData("alerts", null)]
    [InlineData("alerts", "guess")]
    public async Task An_app_takes_no_event_without_the_sidecar_s_token(string appId, string? token)
    {
        var route = await RouteAsync(appId);
        using var app = new HttpClient { BaseAddress = fixture.Platform.Run.AppUri(appId) };
        if (token is not null) app.DefaultRequestHeaders.Add("dapr-api-token", token);

        using var response = await app.PostAsync(route, new StringContent("{}", Encoding.UTF8, "application/json"), Running.Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("guess")]
    public async Task A_sidecar_serves_nobody_without_its_token(string? token)
    {
        using var sidecar = new HttpClient { BaseAddress = fixture.Platform.Run.SidecarUri("risk") };
        if (token is not null) sidecar.DefaultRequestHeaders.Add("dapr-api-token", token);

        using var response = await sidecar.GetAsync("/v1.0/metadata", Running.Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("decisions/x")]
    [InlineData("alerts")]
    [InlineData("alerts/x")]
    [InlineData("alerts/live")]
    public async Task An_anonymous_caller_is_unauthorized(string path)
    {
        using var client = new HttpClient { BaseAddress = new(fixture.Platform.Run.GatewayUri, "/api/v1/") };

        using var response = await client.GetAsync(path, Running.Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Another_tenant_s_decision_is_not_found()
    {
        using var mine = fixture.Platform.Client("mine");
        using var theirs = fixture.Platform.Client("theirs");
        using var sent = await mine.PostAsync("transactions", Samples.Body("secret"), Running.Stop);
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);

        await Eventually.HoldsAsync(async () => (await mine.GetAsync("decisions/secret", Running.Stop)).IsSuccessStatusCode, "decided");

        Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync("decisions/secret", Running.Stop)).StatusCode);
    }

    [Fact]
    public async Task A_tenant_header_that_contradicts_the_token_is_forbidden()
    {
        using var client = fixture.Platform.Client("mine");
        client.DefaultRequestHeaders.Add("X-Tenant-ID", "theirs");

        using var response = await client.GetAsync("alerts", Running.Stop);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    // The route of the app's first subscription, as it tells its sidecar.
    private async Task<string> RouteAsync(string appId)
    {
        using var app = new HttpClient { BaseAddress = fixture.Platform.Run.AppUri(appId) };
        app.DefaultRequestHeaders.Add("dapr-api-token", fixture.Platform.Run.AppApiToken);

        var first = JsonSerializer.Deserialize<JsonElement>(await app.GetStringAsync("/dapr/subscribe", Running.Stop))[0];
        var route = first.TryGetProperty("route", out var plain) ? plain : first.GetProperty("routes").GetProperty("default");
        return route.GetString() ?? "";
    }
}
