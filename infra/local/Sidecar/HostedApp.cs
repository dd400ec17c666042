using Microsoft.Extensions.Logging;
using Platform.Local.Workflows;
using Platform.Local.Workflows.Grpc;

namespace Platform.Local.Sidecar;

/// <summary>One app's sidecar with its open ports.</summary>
internal sealed class HostedApp : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly AppWorkflows workflows;
    private readonly TaskHubServer grpc;
    private readonly Lock gate = new();
    private Task? stopped;

    private HostedApp(AppSidecar sidecar, SidecarServer server, AppWorkflows workflows, TaskHubServer grpc) =>
        (Sidecar, Server, this.workflows, this.grpc) = (sidecar, server, workflows, grpc);

    public AppSidecar Sidecar { get; }

    public SidecarServer Server { get; }

    public int GrpcPort => grpc.Port;

    public static async Task<HostedApp> StartAsync(AppSidecar sidecar, ILogger log, CancellationToken ct)
    {
        var workflows = new AppWorkflows(sidecar);
        sidecar.Workflows = workflows;
        workflows.Refresh();
        var hosted = new HostedApp(
            sidecar, await SidecarServer.StartAsync(sidecar, ct), workflows, await TaskHubServer.StartAsync(sidecar, ct));
        if (sidecar.Channel is { } channel) sidecar.Life = new AppLife(sidecar, channel, log);
        _ = sidecar.ShutdownRequested.ContinueWith(_ => hosted.StopAsync(), TaskScheduler.Default);
        return hosted;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    // Once, whoever asks first; the other waits for the same end.
    private Task StopAsync()
    {
        lock (gate) return stopped ??= StopOnceAsync();
    }

    // Deliveries first, then calls under way. Workers' streams never end by themselves, so their engine ends them.
    private async Task StopOnceAsync()
    {
        if (Sidecar.Life is { } life) await life.DisposeAsync();
        await Sidecar.Watches.DisposeAsync();
        await workflows.DisposeAsync();
        using var grace = new CancellationTokenSource(Grace);
        await Task.WhenAll(Server.StopAsync(grace.Token), grpc.StopAsync(grace.Token));
        await Server.DisposeAsync();
        await grpc.DisposeAsync();
    }
}
