using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Platform.Local.Launcher;

namespace Platform.Conformance.Tests;

/// <summary>A redis-server of its own on a free loopback port, gone with the test run.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly int port;

    private RedisServer(Process process, int port) => (this.process, this.port) = (process, port);

    public string Host => $"127.0.0.1:{port}";

    /// <summary>Skips the test when the machine has no redis-server.</summary>
    /// <param name="folder">Where an append-only file keeps everything; null keeps nothing.</param>
    public static async Task<RedisServer> StartAsync(string? folder = null)
    {
        var binary = Find("redis-server");
        Assert.SkipWhen(binary is null, "redis-server is not installed (apt-get install redis-server).");

        var port = FreePort.Take();
        string[] keep = folder is null ? ["--save", "", "--appendonly", "no"] : ["--dir", folder, "--appendonly", "yes"];
        var start = new ProcessStartInfo(binary, ["--port", $"{port}", "--bind", "127.0.0.1", .. keep]) { RedirectStandardOutput = true };
        var server = new RedisServer(Process.Start(start) ?? throw new InvalidOperationException("redis-server does not start"), port);
        server.process.OutputDataReceived += (_, _) => { };
        server.process.BeginOutputReadLine();
        await Eventually.HoldsAsync(server.PingAsync, "redis-server answers");
        return server;
    }

    /// <summary>Sends one command and gives the first line, or the text, of the answer.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var command = string.Concat(words.Select(word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"));
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"*{words.Length}\r\n{command}"), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        return line.StartsWith('$') ? await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "" : line;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }


    private async Task<bool> PingAsync()
    {
        try
        {
            return await CommandAsync("PING") is "+PONG";
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string? Find(string binary) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin")
            .Select(folder => Path.Combine(folder, binary)).FirstOrDefault(File.Exists);
}
