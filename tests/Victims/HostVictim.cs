using Platform.Local;
using Platform.Tests;

namespace Platform.Victims;

/// <summary>A host with one app, which says when it is ready.</summary>
internal static class HostVictim
{
    public const string AppId = "victim";
    public const string Ready = "ready";

    public static async Task RunAsync(string database, int httpPort, int grpcPort)
    {
        await using var host = await LocalHost.StartAsync(
            new()
            {
                Apps = [new LocalApp(AppId) { HttpPort = httpPort, GrpcPort = grpcPort }],
                Resources = [ActorStores.InPostgres(database)],
                HotReload = false,
                KeepPublished = 0,
            },
            CancellationToken.None);
        Console.WriteLine(Ready);
        await Task.Delay(Timeout.Infinite);
    }
}
