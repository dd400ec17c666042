using System.Net;
using System.Net.Sockets;

namespace Platform.Local.Sidecar;

/// <summary>
/// Notices when an app's port opens and when its process goes away. A connection on which nothing is ever sent is the trip-wire: the
/// system closes it the moment the process dies, however it dies, so a restart on the same port is never missed.
/// </summary>
/// <remarks>All of this is about a real process, so it runs on the real clock also when a test holds the host's.</remarks>
internal static class AppPort
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for ever until the port accepts a connection, and keeps that connection.</summary>
    public static async Task<Socket> OpenAsync(int port, CancellationToken ct)
    {
        while (true)
        {
            if (await TryConnectAsync(port, ct) is { } wire) return wire;
            await Task.Delay(Pause, ct);
        }
    }

    /// <summary>
    /// Returns when the process behind the wire is gone. A server that merely drops idle connections takes a new one at once.
    /// </summary>
    public static async Task GoneAsync(Socket wire, int port, CancellationToken ct)
    {
        for (var held = wire; ;)
        {
            using (held) await ClosedAsync(held, ct);
            if (await TryConnectAsync(port, ct) is not { } next) return;
            held = next;
        }
    }

    private static async Task ClosedAsync(Socket wire, CancellationToken ct)
    {
        var nothing = new byte[64];
        try
        {
            while (await wire.ReceiveAsync(nothing, ct) > 0)
            {
                // Whatever a server says unasked (a timeout notice) is followed by the close.
            }
        }
        catch (SocketException error)
        {
            _ = error.SocketErrorCode; // A reset is a close too.
        }
    }

    private static async Task<Socket?> TryConnectAsync(int port, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), ct);
            return socket;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            ct.ThrowIfCancellationRequested();
            return null;
        }
    }
}
