using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Hosting;
using Platform.Local;
using Platform.Local.Launcher;

namespace Platform.Tests;

/// <summary>The real service on a real port with a real sidecar in this process.</summary>
/// <typeparam name="TMarker">A type of the service.</typeparam>
internal sealed class Service<TMarker> : IAsyncDisposable where TMarker : class
{
    private const string AppToken = "the sidecar's token";
    private static readonly string Key = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("service-");
    private readonly ServiceSetup setup;
    private readonly App app;

    private Service(ServiceSetup setup, LocalHost host, int port)
    {
        (this.setup, Host, Port) = (setup, host, port);
        app = new(this);
    }

    public LocalHost Host { get; private set; }

    public int Port { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<Service<TMarker>> StartAsync(ServiceSetup setup, CancellationToken ct)
    {
        var port = FreePort.Take();
        var service = new Service<TMarker>(setup, await StartHostAsync(setup, port, 0, ct), port);
        service.app.UseKestrel(port);
        service.app.StartServer();
        await Eventually.HoldsAsync(() => service.Host.IsUp(setup.AppId));
        return service;
    }

    /// <summary>A caller with the scopes of a role; null for an anonymous one.</summary>
    public HttpClient Client(string? role = Roles.Admin, string tenant = "demo")
    {
        var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{Port}") };
        if (role is not null)
        {
            var token = new DevelopmentTokens(Convert.FromBase64String(Key), setup.Time)
                .Issue(new("tester", tenant, [role], TimeSpan.FromDays(90)));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>A caller that is the sidecar.</summary>
    public HttpClient Sidecar()
    {
        var client = Client(role: null);
        client.DefaultRequestHeaders.Add("dapr-api-token", AppToken);
        return client;
    }

    /// <summary>What the service announced of a tenant on a topic, in its order.</summary>
    public List<T> Announced<T>(string topic, string tenant, JsonTypeInfo<T> json)
    {
        var announced = new List<T>();
        foreach (var message in Host.Published(topic))
        {
            using var envelope = JsonDocument.Parse(message.Data);
            if (envelope.RootElement.GetProperty("tenantid").GetString() == tenant)
                announced.Add(envelope.RootElement.GetProperty("data").Deserialize(json)!);
        }

        return announced;
    }

    /// <summary>Takes the sidecar away, as when it crashes.</summary>
    public Task StopSidecarAsync() => Host.DisposeAsync().AsTask();

    /// <summary>Brings the sidecar back on the same port.</summary>
    public async Task StartSidecarAsync(int httpPort, CancellationToken ct)
    {
        Host = await StartHostAsync(setup, Port, httpPort, ct);
        await Eventually.HoldsAsync(() => Host.IsUp(setup.AppId));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static Task<LocalHost> StartHostAsync(ServiceSetup setup, int port, int httpPort, CancellationToken ct) => LocalHost.StartAsync(
        new LocalHostOptions
        {
            Apps =
            [
                new(setup.AppId, port) { HttpPort = httpPort },
                .. setup.OtherApps.Select(other => new LocalApp(other.Key, other.Value)),
            ],
            Resources = [setup.PubSub, setup.Resiliency, .. setup.Components],
            AppApiToken = AppToken,
            Time = setup.SidecarTime,
        },
        ct);

    private sealed class App(Service<TMarker> service) : WebApplicationFactory<TMarker>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("DAPR_HTTP_PORT", $"{service.Host.HttpEndpoint(service.setup.AppId).Port}");
            builder.UseSetting("DAPR_GRPC_PORT", $"{service.Host.GrpcPort(service.setup.AppId)}");
            builder.UseSetting("APP_API_TOKEN", AppToken);
            builder.UseSetting("PLATFORM_DEV_KEY", Key);
            builder.UseSetting("Auditing:Folder", service.folder.FullName);
            if (service.setup.Postgres is { } postgres)
            {
                builder.UseSetting("PLATFORM_POSTGRES", postgres);
            }

            foreach (var (key, value) in service.setup.Settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services => services.RemoveAll<TimeProvider>().AddSingleton(service.setup.Time));
        }
    }
}
