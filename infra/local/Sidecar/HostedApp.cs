using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Platform.Local.Sidecar;

/// <summary>One app's sidecar with its open ports.</summary>
internal sealed class HostedApp : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // Bound but not listening: nobody else on the machine gets the number.
    private readonly Socket grpc = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private readonly Lock gate = new();
    private Task? stopped;

    private HostedApp(AppSidecar sidecar, SidecarServer server)
    {
        (Sidecar, Server) = (sidecar, server);
        grpc.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public AppSidecar Sidecar { get; }

    public SidecarServer Server { get; }

    public int GrpcPort => (grpc.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    public static async Task<HostedApp> StartAsync(AppSidecar sidecar, ILogger log, CancellationToken ct)
    {
        var hosted = new HostedApp(sidecar, await SidecarServer.StartAsync(sidecar, ct));
        if (sidecar.Channel is { } channel) sidecar.Life = new AppLife(sidecar, channel, log);
        _ = sidecar.ShutdownRequested.ContinueWith(_ => hosted.StopAsync(), TaskScheduler.Default);
        return hosted;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        grpc.Dispose();
    }

    // Once, whoever asks first; the other waits for the same end.
    private Task StopAsync()
    {
        lock (gate) return stopped ??= StopOnceAsync();
    }

    // Deliveries first, then calls under way.
    private async Task StopOnceAsync()
    {
        if (Sidecar.Life is { } life) await life.DisposeAsync();
        await Sidecar.Watches.DisposeAsync();
        using var grace = new CancellationTokenSource(Grace);
        await Server.StopAsync(grace.Token);
        await Server.DisposeAsync();
    }
}
