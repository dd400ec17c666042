using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Tests;

/// <summary>A small service with the defaults, on a free loopback port.</summary>
internal sealed class TestService : IAsyncDisposable
{
    public const string SidecarToken = "sidecar-secret";

    private readonly WebApplication app;

    private TestService(WebApplication app) => this.app = app;

    public HttpClient Http { get; private set; } = new();

    public IServiceProvider Services => app.Services;

    public DevelopmentTokens Tokens => Services.GetRequiredService<DevelopmentTokens>();

    public static async Task<TestService> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? add = null, Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["APP_API_TOKEN"] = SidecarToken,
            ["DAPR_HTTP_PORT"] = "1",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddServiceDefaults();
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseServiceDefaults();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new(app) { Http = new() { BaseAddress = new(address) } };
    }

    public HttpClient As(string tenant, params string[] roles)
    {
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(tenant, roles));
        return Http;
    }

    public string Token(string tenant, params string[] roles) => Tokens.Issue(new("someone", tenant, roles, TimeSpan.FromMinutes(5)));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        // As a service ends: disposing alone cancels what runs in the background and lets nobody finish.
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
