using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts;

namespace Platform.Hosting.Tests;

public sealed class SignInTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_route_that_says_nothing_asks_for_a_signed_in_tenant()
    {
        await using var service = await StartAsync();

        using var answer = await service.Http.GetAsync("/mine", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Contains("Authorization: Bearer", await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tenant_of_a_handler_comes_from_the_token_only()
    {
        await using var service = await StartAsync();

        Assert.Equal("demo", await service.As("demo", Roles.Admin).GetStringAsync("/mine?tenant=other", Ct));
    }

    [Fact]
    public async Task A_bad_token_is_401_with_the_reason()
    {
        await using var service = await StartAsync();
        service.Http.DefaultRequestHeaders.Authorization = new("Bearer", "nonsense");

        using var answer = await service.Http.GetAsync("/mine", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains("compact JWT", await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_scope_is_403_and_named()
    {
        await using var service = await StartAsync();

        using var answer = await service.As("demo", Roles.Service).GetAsync("/alerts", Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(Scopes.AlertsRead, await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_lets_in()
    {
        await using var service = await StartAsync();

        Assert.Equal("demo", await service.As("demo", Roles.Analyst).GetStringAsync("/alerts", Ct));
    }

    [Theory]
    [InlineData("/mine")]
    [InlineData("/alerts")]
    public async Task A_header_that_names_another_tenant_is_403(string path)
    {
        await using var service = await StartAsync();
        service.As("demo", Roles.Admin).DefaultRequestHeaders.Add("X-Tenant-ID", "other");

        using var answer = await service.Http.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("X-Tenant-ID", await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_names_the_same_tenant_is_fine()
    {
        await using var service = await StartAsync();
        service.As("demo", Roles.Admin).DefaultRequestHeaders.Add("X-Tenant-ID", "demo");

        Assert.Equal("demo", await service.Http.GetStringAsync("/mine", Ct));
    }

    [Fact]
    public async Task A_token_without_a_tenant_is_403()
    {
        await using var service = await StartAsync();

        using var answer = await service.As("NOT A TENANT", Roles.Admin).GetAsync("/mine", Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("", "", "identity provider")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "", "PLATFORM_DEV_KEY")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "https://login.example", "PLATFORM_DEV_KEY")]
    public void Production_starts_with_an_identity_provider_only(string key, string issuer, string refusal)
    {
        var app = Production(key, issuer);

        var refused = Assert.Throws<InvalidOperationException>(() => app.UseServiceDefaults());

        Assert.Contains(refusal, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_with_an_identity_provider_takes_no_development_token()
    {
        var app = Production("", "https://login.example");
        app.UseServiceDefaults();
        var token = app.Services.GetRequiredService<DevelopmentTokens>().Issue(new("me", "demo", [Roles.Admin], TimeSpan.FromMinutes(5)));

        Assert.Null((await app.Services.GetRequiredService<ITokenVerifier>().VerifyAsync(token, Ct)).Caller);
    }

    [Fact]
    public async Task The_document_says_which_scope_a_route_needs()
    {
        await using var service = await StartAsync();

        var document = JsonNode.Parse(await service.Http.GetStringAsync("/openapi/v1.json", Ct))!;

        Assert.Equal(Scopes.AlertsRead, (string?)document["paths"]!["/alerts"]!["get"]!["security"]![0]!["bearer"]![0]);
        Assert.Equal("bearer", (string?)document["components"]!["securitySchemes"]!["bearer"]!["scheme"]);
        Assert.Null(document["paths"]!["/healthz"]);
    }

    private static WebApplication Production(string key, string issuer)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.Configuration["PLATFORM_DEV_KEY"] = key;
        builder.Configuration["APP_API_TOKEN"] = "of the sidecar";
        if (issuer.Length > 0) builder.Configuration["Oidc:Issuers:0:Issuer"] = issuer;
        builder.AddServiceDefaults();
        return builder.Build();
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["detail"] ?? "";
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(app =>
    {
        app.MapGet("/mine", (TenantId tenant) => tenant.ToString());
        app.MapGet("/alerts", (TenantId tenant) => tenant.ToString()).RequireScope(Scopes.AlertsRead);
    });
}
