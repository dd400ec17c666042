using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Contracts;

namespace Platform.Hosting.Tests.Oidc;

/// <summary>A service that is told of an identity provider, over HTTP.</summary>
public sealed class OidcSignInTests : IAsyncLifetime
{
    private readonly WebApplication web;
    private Provider provider = null!;

    public OidcSignInTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        web.MapGet("/{**path}", (HttpRequest request) =>
            provider.Document($"http://{request.Host}{request.Path}") is { } text ? Results.Text(text) : Results.NotFound());
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await web.StartAsync(Ct);
        provider = new Provider { Address = $"{web.Urls.Single()}/realm" };
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        provider.Dispose();
    }

    [Fact]
    public async Task A_providers_token_lets_in_and_names_the_tenant()
    {
        await using var service = await StartAsync();

        Assert.Equal((HttpStatusCode.OK, "acme"), await GetAsync(service, provider.Token()));
    }

    [Fact]
    public async Task A_tenant_that_the_provider_does_not_speak_for_is_401()
    {
        await using var service = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(service, provider.Token(payload: c => c["tenant_id"] = "other"))).Status);
    }

    [Theory]
    [InlineData("acme", HttpStatusCode.OK)]
    [InlineData("bravo", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("other", HttpStatusCode.Forbidden)]
    [InlineData("ACME", HttpStatusCode.Forbidden)]
    [InlineData("acme,bravo", HttpStatusCode.Forbidden)]
    public async Task The_header_chooses_among_the_tenants_of_a_token_and_names_no_other(string? named, HttpStatusCode expected)
    {
        await using var service = await StartAsync(new() { ["Oidc:Issuers:0:Tenants:1"] = "bravo" });
        if (named is not null) service.Http.DefaultRequestHeaders.Add("X-Tenant-ID", named);
        var token = provider.Token(payload: claims => claims["tenant_id"] = new JsonArray("acme", "bravo"));

        var answer = await GetAsync(service, token);

        Assert.Equal(expected, answer.Status);
        if (expected is HttpStatusCode.OK) Assert.Equal(named, answer.Text);
    }

    [Fact]
    public async Task A_token_of_a_tenant_that_its_provider_does_not_speak_for_is_refused_whole()
    {
        await using var service = await StartAsync();
        service.Http.DefaultRequestHeaders.Add("X-Tenant-ID", "acme");

        var answer = await GetAsync(service, provider.Token(payload: claims => claims["tenant_id"] = new JsonArray("acme", "platform")));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task Development_tokens_need_a_key_that_was_given_on_purpose()
    {
        await using var without = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(without, without.Token("acme", Roles.Analyst))).Status);

        await using var with = await StartAsync(new() { ["PLATFORM_DEV_KEY"] = Convert.ToBase64String(new byte[32]) });
        Assert.Equal((HttpStatusCode.OK, "acme"), await GetAsync(with, with.Token("acme", Roles.Analyst)));
        Assert.Equal((HttpStatusCode.OK, "acme"), await GetAsync(with, provider.Token()));
    }

    [Fact]
    public async Task A_provider_that_is_away_is_503_with_a_time_to_come_back()
    {
        await web.StopAsync(Ct);
        await using var service = await StartAsync();
        service.Http.DefaultRequestHeaders.Authorization = new("Bearer", provider.Token());

        using var answer = await service.Http.GetAsync("/alerts", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("Oidc:Issuers:0:Issuer", "http://id.example.com", "https")]
    [InlineData("Oidc:Issuers:0:Issuer", "nothing", "https")]
    [InlineData("Oidc:Issuers:0:Audience", "", "Audience")]
    [InlineData("Oidc:Issuers:0:Tenants:0", "Not A Tenant", "Not A Tenant")]
    [InlineData("Oidc:Issuers:1:Issuer", "https://id.example.com", "twice")]
    [InlineData("Oidc:ClockSkewSeconds", "301", "ClockSkewSeconds")]
    public async Task A_setting_that_is_wrong_stops_the_start_and_is_named(string name, string value, string message)
    {
        var settings = new Dictionary<string, string?> { ["Oidc:Issuers:0:Issuer"] = "https://id.example.com", [name] = value };

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(_ => { }, settings: settings));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(TestService service, string token)
    {
        service.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await service.Http.GetAsync("/alerts", Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private Task<TestService> StartAsync(Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>(more ?? [])
        {
            ["Oidc:Issuers:0:Issuer"] = provider.Address,
            ["Oidc:Issuers:0:Tenants:0"] = "acme",
        };
        return TestService.StartAsync(
            app => app.MapGet("/alerts", (TenantId tenant) => tenant.ToString()).RequireScope(Scopes.AlertsRead),
            services => services.AddSingleton<TimeProvider>(provider.Time),
            settings);
    }
}
