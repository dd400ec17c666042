using Platform.Contracts;

namespace Platform.Cli.Imports;

/// <summary>Shows how far an import is: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class WatchImport(ImportCalls imports, TextWriter output, string howToWatch)
{
    private static readonly TimeSpan EveryBar = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan EveryLine = TimeSpan.FromSeconds(2);

    private readonly bool isTerminal = output == Console.Out && !Console.IsOutputRedirected;

    /// <summary>Watches until it ends, is paused, or the user leaves.</summary>
    /// <returns>0 when it is completed, paused or left; 1 when it failed or was cancelled.</returns>
    public async Task<int> RunAsync(string id, CancellationToken ct)
    {
        try
        {
            return await SayAsync(await FollowAsync(id, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync($"The import goes on. Watch it again: {howToWatch.Replace("ID", id, StringComparison.Ordinal)}");
            return 0;
        }
    }

    /// <summary>Says how it is now.</summary>
    /// <returns>1 when it failed or was cancelled.</returns>
    public async Task<int> SayAsync(Import import)
    {
        foreach (var line in ImportWords.End(import)) await output.WriteLineAsync(line);
        return import.Status is ImportStatus.Failed or ImportStatus.Cancelled ? 1 : 0;
    }

    private async Task<Import> FollowAsync(string id, CancellationToken ct)
    {
        await output.WriteLineAsync($"import {id}; Ctrl-C stops watching, not the import");
        while (true)
        {
            var import = await imports.GetAsync(id, ct);
            await ShowAsync(import);
            if (import.Status is not (ImportStatus.Waiting or ImportStatus.Running))
            {
                if (isTerminal) await output.WriteLineAsync();
                return import;
            }

            await Task.Delay(isTerminal ? EveryBar : EveryLine, ct);
        }
    }

    private async Task ShowAsync(Import import)
    {
        var line = ImportWords.Bar(import.Progress, isTerminal ? Math.Clamp(Console.WindowWidth - 1, 40, 160) : 120);
        if (isTerminal) await output.WriteAsync($"\r{line}\u001b[K");
        else await output.WriteLineAsync(line);
    }
}
