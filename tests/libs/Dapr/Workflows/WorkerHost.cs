using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Local;

namespace Platform.Dapr.Tests.Workflows;

/// <summary>A one-machine host whose clock the test moves, and apps that take their work from it.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly List<IHost> apps = [];

    private WorkerHost(LocalHost host, ManualTime time) => (Host, Time) = (host, time);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public LocalHost Host { get; private set; }

    public ManualTime Time { get; }

    public DaprWorkflowClient Client => apps[^1].Services.GetRequiredService<DaprWorkflowClient>();

    public TaskHubClient Hub => apps[^1].Services.GetRequiredService<TaskHubClient>();

    public static async Task<WorkerHost> StartAsync(Action<WorkflowRuntimeOptions> configure, TimeProvider? appTime = null)
    {
        var time = new ManualTime();
        var host = new WorkerHost(await StartSidecarAsync(time, 0), time);
        await host.StartAppAsync(configure, appTime);
        return host;
    }

    public async Task<IHost> StartAppAsync(Action<WorkflowRuntimeOptions> configure, TimeProvider? time = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddDaprWorkflow(configure);
        builder.Services.Configure<DaprClientOptions>(o => (o.GrpcEndpoint, o.ApiToken) = (Host.GrpcEndpoint("app"), "token"));
        var app = builder.Build();
        apps.Add(app);
        await app.StartAsync(Ct);
        return app;
    }

    /// <summary>Stops the newest app, as a process that is told to end.</summary>
    public async Task StopAppAsync()
    {
        await apps[^1].StopAsync(Ct);
        apps[^1].Dispose();
        apps.RemoveAt(apps.Count - 1);
    }

    /// <summary>Another sidecar on the same port; what the old one kept in memory is gone.</summary>
    public async Task RestartSidecarAsync()
    {
        var port = Host.GrpcPort("app");
        await Host.DisposeAsync();
        Host = await StartSidecarAsync(Time, port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.StopAsync(CancellationToken.None);
            app.Dispose();
        }

        await Host.DisposeAsync();
    }

    private static Task<LocalHost> StartSidecarAsync(TimeProvider time, int grpcPort) => LocalHost.StartAsync(
        new()
        {
            Apps = [new LocalApp("app") { GrpcPort = grpcPort }],
            Resources = [ActorStores.InMemory],
            Time = time,
            DaprApiToken = "token",
        },
        Ct);
}
