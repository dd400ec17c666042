using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Platform.Local.Launcher;

/// <summary>A Redis of our own for the redis profile, from Debian's package; it keeps everything it acknowledged.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int Attempts = 400;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly ChildProcess process;
    private readonly LogFile log;

    private RedisServer(ChildProcess process, LogFile log, int port) => (this.process, this.log, Port) = (process, log, port);

    /// <summary>Its loopback port.</summary>
    public int Port { get; }

    /// <summary>As components name it: host and port.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Its memory, shared pages in proportion.</summary>
    public long MemoryBytes => process.MemoryBytes;

    /// <summary>Stops it; what it acknowledged stays on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await process.StopAsync(Signal.Terminate, StopPatience);
        process.Dispose();
        log.Dispose();
    }

    internal static async Task<RedisServer> StartAsync(DataFolder data, Reaper reaper, CancellationToken ct)
    {
        if (!(await ShortCommand.RunAsync(["redis-server", "--version"], null, ct)).Succeeded)
        {
            throw new LaunchException(
                "'redis-server' was not found; install it: apt-get install -y redis-server (or export PLATFORM_REDIS=host:port)");
        }

        var folder = Path.Combine(data.Path, "redis");
        Directory.CreateDirectory(folder);
        var log = new LogFile(data.Log("redis"));
        var port = FreePort.Take();
        IReadOnlyList<string> command =
        [
            "redis-server", "--bind", "127.0.0.1", "--port", $"{port}", "--dir", folder,
            "--save", "", "--appendonly", "yes", "--daemonize", "no",
        ];
        var server = new RedisServer(ChildProcess.Start(new CommandLine(command, folder), log, reaper), log, port);
        await server.WaitReadyAsync(ct);
        return server;
    }

    // It accepts connections while it still reads its file, and answers LOADING until it has.
    private async Task WaitReadyAsync(CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts && !process.Exited.IsCompleted; attempt++)
        {
            if (await AnswersAsync(ct))
            {
                return;
            }

            await Task.WhenAny(process.Exited, Task.Delay(50, ct));
            ct.ThrowIfCancellationRequested();
        }

        var last = log.Last(1).FirstOrDefault("no output");
        await DisposeAsync();
        throw new LaunchException($"Redis did not start ({last.Trim()}); see {log.Path}");
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, ct);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), ct);
            var answer = new byte[64];
            var length = await stream.ReadAsync(answer, ct);
            return Encoding.ASCII.GetString(answer, 0, length).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
