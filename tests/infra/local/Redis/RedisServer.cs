using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Platform.Local.Components.Redis;
using Platform.Local.Launcher;

namespace Platform.Local.Tests.Redis;

/// <summary>
/// A redis-server of this test process: free port, temporary folder; ended with the process, however that ends.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly Lazy<Task<RedisServer>> Server = new(StartSharedAsync);

    private readonly string folder;
    private readonly Reaper reaper;
    private ChildProcess? process;

    private RedisServer(string folder, int port)
    {
        (this.folder, Port, reaper) = (folder, port, Reaper.Start());
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    public RedisOptions Options => new("127.0.0.1", Port);

    /// <summary>The server that all tests of the process share; a test is skipped where redis-server is not installed.</summary>
    public static Task<RedisServer> SharedAsync()
    {
        SkipWithoutBinary();
        return Server.Value;
    }

    /// <summary>A server for one test, which may stop it.</summary>
    public static Task<RedisServer> OwnAsync()
    {
        SkipWithoutBinary();
        return StartNewAsync();
    }

    public async Task StartAsync()
    {
        string[] command =
        [
            "redis-server", "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder,
            "--appendonly", "yes",
        ];
        process = ChildProcess.Start(new CommandLine(command, folder), new LogFile(Path.Combine(folder, "redis.log")), reaper);
        await Eventually.HoldsAsync(IsReady);
    }

    public async Task StopAsync()
    {
        if (process is { } running) await running.StopAsync(Signal.Kill, TimeSpan.FromSeconds(5));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await reaper.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<RedisServer> StartSharedAsync()
    {
        var server = await StartNewAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return server;
    }

    private static async Task<RedisServer> StartNewAsync()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var port = ((IPEndPoint)socket.LocalEndpoint).Port;
        socket.Stop();
        var server = new RedisServer(Directory.CreateTempSubdirectory("platform-tests-redis-").FullName, port);
        await server.StartAsync();
        return server;
    }

    private static void SkipWithoutBinary()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var there = folders.Any(folder => File.Exists(Path.Combine(folder, "redis-server")));
        Assert.SkipUnless(there, "redis-server is not installed: apt-get install redis-server");
    }

    // A server that listens may still be loading; the greeting tells.
    private bool IsReady()
    {
        try
        {
            var connection = RedisConnection.OpenAsync(Options, null, CancellationToken.None).GetAwaiter().GetResult();
            connection.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
