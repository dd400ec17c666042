using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Local;

namespace Platform.Dapr.Tests;

/// <summary>An app with actors on a free port, and a fake of its sidecar; the test plays the sidecar's calls.</summary>
internal sealed class ActorApp : IAsyncDisposable
{
    private const string Token = "sidecar";

    private readonly WebApplication app;

    private ActorApp(WebApplication app) => this.app = app;

    public FakeActorSidecar Sidecar { get; private init; } = new();

    public ManualTime Time { get; private init; } = new();

    public HttpClient Http { get; private set; } = new();

    public IServiceProvider Services => app.Services;

    public static async Task<ActorApp> StartAsync(
        Action<ActorRuntimeOptions> actors, Action<IServiceCollection>? add = null, Action<WebApplication>? map = null,
        string token = Token)
    {
        var (sidecar, time) = (new FakeActorSidecar(), new ManualTime());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["APP_API_TOKEN"] = token });
        builder.Services.AddSingleton(new DaprClient(new DaprClientOptions(), sidecar));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddActors(actors);
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapActorsHandlers();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var http = new HttpClient { BaseAddress = new(address), DefaultRequestHeaders = { { "dapr-api-token", Token } } };
        return new(app) { Sidecar = sidecar, Time = time, Http = http };
    }

    /// <summary>Calls a method, timer (<c>timer/name</c>) or reminder (<c>remind/name</c>) as the sidecar does.</summary>
    public async Task<ActorAnswer> CallAsync(string actor, string method, string body = "", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/actors/{actor}/method/{method}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await SendAsync(request);
    }

    public Task<ActorAnswer> DeactivateAsync(string actor) => SendAsync(new(HttpMethod.Delete, $"/actors/{actor}"));

    public Task<ActorAnswer> GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }

    private async Task<ActorAnswer> SendAsync(HttpRequestMessage request)
    {
        var ct = TestContext.Current.CancellationToken;
        using var response = await Http.SendAsync(request, ct);
        var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value));
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct), headers);
    }
}

/// <summary>What the app answered.</summary>
internal sealed record ActorAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers);
