using System.Net;
using System.Text;
using System.Text.Json;

namespace Platform.System.Tests;

/// <summary>Nobody gets in without the right token, and nobody sees another tenant's things.</summary>
[Collection(OnLocal.Name)]
public sealed class AccessTests(LocalPlatform fixture)
{
    [Theory]
    [InlineData("ingest")]
    [InlineData("risk")]
    [InlineData("alerts")]
    public async Task An_app_takes_no_event_without_the_sidecar_s_token(string appId)
    {
        using var app = new HttpClient { BaseAddress = fixture.Platform.Run.AppUri(appId) };

        foreach (var route in (await RoutesAsync(app)).Append("/dapr/subscribe-not"))
        {
            using var missing = await app.PostAsync(route, new StringContent("{}", Encoding.UTF8, "application/json"), Running.Stop);
            using var request = new HttpRequestMessage(HttpMethod.Post, route) { Headers = { { "dapr-api-token", "guess" } } };
            using var wrong = await app.SendAsync(request, Running.Stop);
            Assert.Contains(missing.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound });
            Assert.Equal(missing.StatusCode, wrong.StatusCode);
            if (!route.EndsWith("-not", StringComparison.Ordinal)) Assert.Equal(HttpStatusCode.Unauthorized, missing.StatusCode);
        }
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
        using var sent = await mine.PostAsync("transactions", new StringContent(Samples.Payment("secret"), Encoding.UTF8, "application/json"), Running.Stop);
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);

        await Wait.UntilAsync(async () => (await mine.GetAsync("decisions/secret", Running.Stop)).StatusCode is HttpStatusCode.OK, "decided");

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

    private async Task<IEnumerable<string>> RoutesAsync(HttpClient app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dapr/subscribe")
        {
            Headers = { { "dapr-api-token", fixture.Platform.Run.AppApiToken } },
        };
        using var response = await app.SendAsync(request, Running.Stop);
        if (response.StatusCode is HttpStatusCode.NotFound) return [];

        var subscriptions = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Running.Stop));
        return subscriptions.EnumerateArray().Select(each => each.GetProperty("route").GetString() ?? "");
    }
}
