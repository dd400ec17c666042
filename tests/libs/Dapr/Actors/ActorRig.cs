using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Local;

namespace Platform.Dapr.Tests;

/// <summary>An app with actors and the real one-machine host, which a test may stop and start again.</summary>
internal sealed class ActorRig : IAsyncDisposable
{
    private const string AppId = "app";

    private readonly WebApplication app;
    private readonly SidecarDoor door;
    private readonly LocalHostOptions options;

    private ActorRig(WebApplication app, SidecarDoor door, LocalHostOptions options) =>
        (this.app, this.door, this.options) = (app, door, options);

    /// <summary>The running host; null while it is down.</summary>
    public LocalHost? Host { get; private set; }

    public IActorProxyFactory Proxies => app.Services.GetRequiredService<IActorProxyFactory>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ActorRig> StartAsync(
        Action<ActorRuntimeOptions> actors, Action<IServiceCollection>? add = null, string? store = null, TimeProvider? time = null)
    {
        var door = new SidecarDoor();
        var app = Build(actors, add, door);
        await app.StartAsync(Ct);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var rig = new ActorRig(app, door, new()
        {
            Apps = [new(AppId, new Uri(address).Port)],
            Resources = [store ?? ActorStores.InMemory],
            AppApiToken = "sidecar",
            Time = time ?? TimeProvider.System,
        });
        await rig.StartHostAsync();
        return rig;
    }

    public async Task StartHostAsync()
    {
        var host = await LocalHost.StartAsync(options, Ct);
        door.Sidecar = host.HttpEndpoint(AppId);
        Host = host;
        await Eventually.HoldsAsync(() => host.IsUp(AppId));
    }

    public async Task StopHostAsync()
    {
        if (Host is { } running)
            await running.DisposeAsync();
        Host = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        await app.DisposeAsync();
    }

    private static WebApplication Build(Action<ActorRuntimeOptions> actors, Action<IServiceCollection>? add, SidecarDoor door)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["APP_API_TOKEN"] = "sidecar" });
        builder.Services.AddSingleton(new DaprClient(new DaprClientOptions(), door));
        builder.Services.AddActors(actors);
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapActorsHandlers();
        return app;
    }

    /// <summary>Sends each request to the sidecar that runs now: a new one has another port.</summary>
    private sealed class SidecarDoor() : DelegatingHandler(new SocketsHttpHandler())
    {
        public Uri Sidecar { get; set; } = new("http://127.0.0.1:1");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new(Sidecar, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
