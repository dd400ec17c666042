using System.Net;
using System.Net.Sockets;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>A loopback port that is free now, for an app whose host must know it before it starts.</summary>
internal static class AppPort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
