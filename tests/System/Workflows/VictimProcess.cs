using System.Diagnostics;
using Platform.Local.Launcher;

namespace Platform.System.Tests.Workflows;

/// <summary>A process of <c>tests/Victims</c>.</summary>
internal sealed class VictimProcess : IAsyncDisposable
{
    private readonly Process process;

    private VictimProcess(Process process) => this.process = process;

    /// <param name="said">Called with each line that it prints.</param>
    /// <param name="arguments">What it shall be.</param>
    public static VictimProcess Start(Action<string> said, params string[] arguments)
    {
        var program = Path.Combine(Repository.Root, "artifacts/bin/Platform.Victims/release/Platform.Victims.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text) said(text);
        };
        process.BeginOutputReadLine();
        return new(process);
    }

    /// <summary>Whether it ended without being told to.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>What the kernel does to it when memory runs out.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }
}
