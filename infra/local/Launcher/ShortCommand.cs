using System.ComponentModel;
using System.Diagnostics;

namespace Platform.Local.Launcher;

/// <summary>How a short command ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last line that says something.</summary>
    public string LastLine => Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .LastOrDefault("no output");
}

/// <summary>Runs a command to its end and takes what it prints.</summary>
internal static class ShortCommand
{
    private const int NotFound = 127;

    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, string? directory, CancellationToken ct)
    {
        var start = new ProcessStartInfo(arguments[0])
        {
            WorkingDirectory = directory ?? "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        arguments.Skip(1).ToList().ForEach(start.ArgumentList.Add);
        try
        {
            using var process = Begin(start);
            return await FinishAsync(process, ct);
        }
        catch (Win32Exception e)
        {
            return new CommandResult(NotFound, e.Message);
        }
    }

    /// <summary>Starts a new process; the null that the framework may answer is for shells that open a document in a running one.</summary>
    public static Process Begin(ProcessStartInfo start) =>
        Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' opened in another process");

    private static async Task<CommandResult> FinishAsync(Process process, CancellationToken ct)
    {
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new CommandResult(process.ExitCode, (await output) + (await error));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
