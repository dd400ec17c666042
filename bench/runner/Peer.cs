using System.Diagnostics;
using System.Text.Json;
using Platform.Local.Launcher;

namespace Platform.Bench;

/// <summary>Another implementation, measured in the same run: a Python script of <c>bench/peers</c>, one answer per command.</summary>
internal sealed class Peer : IDisposable
{
    // Debian's packages belong to Debian's own Python; another one may come first on the path.
    private const string Python = "/usr/bin/python3";
    private readonly Process process;

    private Peer(Process process, string version) => (this.process, Version) = (process, version);

    /// <summary>The library's version.</summary>
    public string Version { get; }

    /// <summary>Starts a script.</summary>
    /// <returns>Null when it cannot run here, which is said on the stage.</returns>
    public static async Task<Peer?> StartAsync(Stage stage, string package, string[] arguments, CancellationToken ct)
    {
        if (!File.Exists(Python))
        {
            stage.Say($"the peer is skipped: there is no {Python}");
            return null;
        }

        var script = Path.Combine(Repository.Root, "bench", "peers", arguments[0]);
        var start = new ProcessStartInfo(Python, [script, .. arguments[1..]])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" },
        };
        var process = Process.Start(start) ?? throw new BenchException($"{Python} did not start.");
        _ = process.StandardError.ReadToEndAsync(ct);
        if (await process.StandardOutput.ReadLineAsync(ct) is { } greeting)
            return new(process, JsonDocument.Parse(greeting).RootElement.GetProperty("version").GetString() ?? "");

        stage.Say($"the peer is skipped: apt-get install {package}");
        process.Dispose();
        return null;
    }

    /// <summary>Has the script measure one thing.</summary>
    public async Task<double> MeasureAsync(string command, CancellationToken ct)
    {
        await process.StandardInput.WriteLineAsync(command.AsMemory(), ct);
        var answer = await process.StandardOutput.ReadLineAsync(ct) ?? throw new BenchException($"The peer failed at '{command}'.");
        return JsonDocument.Parse(answer).RootElement.EnumerateObject().First().Value.GetDouble();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5_000)) process.Kill();
        process.Dispose();
    }
}
