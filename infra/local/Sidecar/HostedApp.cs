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
        await sidecar.Schedules.UseAsync(sidecar.ActorStore, ct);
        var workflows = new AppWorkflows(sidecar);
        sidecar.Workflows = workflows;
        await workflows.RefreshAsync();
        var hosted = await OpenAsync(sidecar, workflows, ct);
        if (sidecar.Channel is { } channel) sidecar.Life = new AppLife(sidecar, channel, log);
        _ = sidecar.ShutdownRequested.ContinueWith(_ => hosted.StopAsync(), TaskScheduler.Default);
        return hosted;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task<HostedApp> OpenAsync(AppSidecar sidecar, AppWorkflows workflows, CancellationToken ct)
    {
        SidecarServer? server = null;
        try
        {
            server = await SidecarServer.StartAsync(sidecar, ct);
            return new HostedApp(sidecar, server, workflows, await TaskHubServer.StartAsync(sidecar, ct));
        }
        catch
        {
            if (server is not null) await server.DisposeAsync();
            await workflows.DisposeAsync();
            throw;
        }
    }

    // Once, whoever asks first; the other waits for the same end.
    private Task StopAsync()
    {
        lock (gate) return stopped ??= StopOnceAsync();
    }

    // Deliveries first, then calls under way. Workers' streams never end by themselves, so their engine ends them.
    private async Task StopOnceAsync()
    {
        if (Sidecar.Life is { } life) await life.DisposeAsync();
        await Sidecar.Schedules.DisposeAsync();
        await Sidecar.Watches.DisposeAsync();
        await workflows.DisposeAsync();
        using var grace = new CancellationTokenSource(Grace);
        await Task.WhenAll(Server.StopAsync(grace.Token), grpc.StopAsync(grace.Token));
        await Server.DisposeAsync();
        await grpc.DisposeAsync();
    }
}
