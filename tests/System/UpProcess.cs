using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Platform.Hosting;
using Platform.Load.Sending;
using Platform.Local.Launcher;

namespace Platform.System.Tests;

/// <summary><c>./platform up --plain</c> in a process of its own, as a user starts it.</summary>
internal sealed class UpProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;
    private readonly int port;
    private readonly ConcurrentQueue<string> output = new();

    private UpProcess(Process process, string folder, int port)
    {
        (this.process, this.folder, this.port) = (process, folder, port);
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', output);

    public static UpProcess Start(string profile, string folder, int port)
    {
        var cli = Path.Combine(Repository.Root, "artifacts/bin/Platform.Cli/release/Platform.Cli.dll");
        string[] arguments = [cli, "up", "--plain", "--profile", profile, "--data", folder, "--port", $"{port}", "--rate", "20"];
        // Where the tests themselves run in the background, Ctrl-C arrives ignored and would stay so.
        string[] words = ["--default-signal=INT", "dotnet", .. arguments];
        var start = new ProcessStartInfo("env", words) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new(Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start"), folder, port);
    }

    public GatewayClient Gateway(string tenant)
    {
        var tokens = new DevelopmentTokens(Convert.FromBase64String(new DataFolder(folder).DevelopmentKey()), TimeProvider.System);
        var token = tokens.Issue(new("system-tests", tenant, [Roles.Admin], TimeSpan.FromHours(1)));
        return new(new() { Gateway = new($"http://127.0.0.1:{port}"), Token = () => token });
    }

    public async Task WaitReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(process.HasExited, $"up ended: {Output}");
                return await StatusAsync(client) is HttpStatusCode.OK;
            },
            "the platform is ready");
    }

    /// <summary>What the kernel does to it when memory runs out.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Running.Stop);
    }

    /// <summary>Ctrl-C; gives the exit code.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(Running.Stop).WaitAsync(TimeSpan.FromSeconds(30), Running.Stop);
        return process.ExitCode;
    }

    /// <summary>Waits until no process works on the data folder any more.</summary>
    public Task LeavesNothingBehindAsync() =>
        Eventually.HoldsAsync(() => Orphans.Of(folder) is [], $"no process of {folder} is left");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("/readyz", Running.Stop);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
