using System.Net;
using System.Net.Sockets;

namespace Platform.Local.Launcher;

/// <summary>Loopback TCP ports.</summary>
public static class FreePort
{
    /// <summary>
    /// Ports that are free now, all different. They come from below the range that the kernel hands out by itself,
    /// so that no outgoing connection takes one between this call and the child's start.
    /// </summary>
    public static IReadOnlyList<int> Take(int count)
    {
        const int lowest = 20_000, highest = 32_000, attempts = 10_000;
        var ports = new HashSet<int>();
        for (var attempt = 0; ports.Count < count && attempt < attempts; attempt++)
        {
            var port = Random.Shared.Next(lowest, highest);
            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return ports.Count == count
            ? [.. ports]
            : throw new LaunchException($"no {count} free ports between {lowest} and {highest} on 127.0.0.1");
    }

    /// <summary>One such port.</summary>
    public static int Take() => Take(1)[0];

    /// <summary>Whether nobody listens there now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
