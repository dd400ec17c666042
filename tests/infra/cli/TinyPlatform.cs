using System.Diagnostics;
using System.Text.Json;

namespace Platform.Cli.Tests;

/// <summary>A clone with one app in Node and in-memory components, run by the real command line in a process of its own.</summary>
internal sealed class TinyPlatform : IAsyncDisposable
{
    private const string App = """
        const http = require('http');
        const { spawn } = require('child_process');
        const helper = spawn('sleep', ['1000']);
        console.log('helper ' + helper.pid + ' app ' + process.pid);
        http.createServer((request, response) => response.end('ok')).listen(process.env.APP_PORT, '127.0.0.1');
        """;

    private const string RunFile = """
        version: 1
        apps:
        - {appID: gateway, appDirPath: app, appPort: 1, command: [node, app.js]}
        - {appID: other, appDirPath: app, appPort: 1, command: [node, app.js]}
        """;

    private readonly List<Process> processes = [];

    public TinyPlatform()
    {
        Write("package.json", "{}");
        Write("app/app.js", App);
        Write("dapr.yaml", RunFile);
        Write("components/local/state.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: statestore}
            spec: {type: state.in-memory, version: v1, metadata: []}
            """);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("platform-cli-test-").FullName;

    private string Data => Path.Combine(Folder, "data");

    public Process Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Platform.Cli.dll");
        // Where the tests themselves run in the background, Ctrl-C arrives ignored and would stay so.
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (string[])["--default-signal=INT", "dotnet", program, .. arguments, "--root", Folder, "--data", Data])
        {
            start.ArgumentList.Add(argument);
        }

        // No component here needs a database, so none is started.
        start.Environment["PLATFORM_POSTGRES"] = "postgresql://nobody@127.0.0.1:1/none";
        var process = Process.Start(start)!;
        processes.Add(process);
        return process;
    }

    /// <summary>Starts and waits until ready.</summary>
    public async Task<Process> UpAsync(CancellationToken ct)
    {
        var process = Start("up", "--rate", "0", "--plain");
        var seen = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            seen.Add(line);
            if (line.StartsWith("Ready in", StringComparison.Ordinal))
            {
                return process;
            }
        }

        throw new InvalidOperationException(string.Join('\n', seen) + await process.StandardError.ReadToEndAsync(ct));
    }

    /// <summary>Ids of the apps and of what they started.</summary>
    public IReadOnlyList<int> Children() => [.. Directory.GetFiles(Path.Combine(Data, "logs"), "*.log")
        .Where(file => Path.GetFileName(file) is "gateway.log" or "other.log")
        .SelectMany(File.ReadLines).Where(line => line.StartsWith("helper", StringComparison.Ordinal))
        .SelectMany(line => (string[])[line.Split(' ')[1], line.Split(' ')[3]])
        .Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

    public int ProcessIdOnRecord() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "run.json"))).RootElement.GetProperty("processId").GetInt32();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, name))!);
        File.WriteAllText(Path.Combine(Folder, name), text);
    }
}
