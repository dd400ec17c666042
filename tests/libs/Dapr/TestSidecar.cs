using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Local;

namespace Platform.Dapr.Tests;

/// <summary>An app on a free port, its sidecar with in-memory components, and a client of that sidecar.</summary>
internal sealed class TestSidecar : IAsyncDisposable
{
    private const string Components = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: pubsub}
        spec: {type: pubsub.in-memory, version: v1}
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: store}
        spec: {type: state.in-memory, version: v1}
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: secrets}
        spec: {type: secretstores.local.env, version: v1}
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: settings}
        spec: {type: configuration.in-memory, version: v1}
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: locks}
        spec: {type: lock.in-memory, version: v1}
        """;

    private readonly WebApplication app;

    private TestSidecar(WebApplication app, LocalHost host)
    {
        (this.app, Host) = (app, host);
        Client = new(new DaprClientOptions { HttpEndpoint = host.HttpEndpoint("app"), ApiToken = "token" });
    }

    public LocalHost Host { get; }

    public DaprClient Client { get; }

    public static async Task<TestSidecar> StartAsync(Action<WebApplication>? map = null, params string[] resources)
    {
        var ct = TestContext.Current.CancellationToken;
        var app = await StartAppAsync(map);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var host = await LocalHost.StartAsync(
            new()
            {
                Apps = [new("app", new Uri(address).Port)],
                Resources = [Components, .. resources],
                DaprApiToken = "token",
                AppApiToken = "sidecar",
                Environment = new Dictionary<string, string> { ["SMTP"] = "hidden" },
            },
            ct);
        await Eventually.HoldsAsync(() => host.IsUp("app"));
        return new(app, host);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await app.DisposeAsync();
    }

    private static async Task<WebApplication> StartAppAsync(Action<WebApplication>? map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["APP_API_TOKEN"] = "sidecar" });
        var app = builder.Build();
        app.MapSubscriptions();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}

