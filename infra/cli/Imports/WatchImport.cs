using System.Net;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Cli.Imports;

/// <summary>Shows how far an import is: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class WatchImport(ImportCalls imports, TextWriter output, string howToWatch, TimeProvider time)
{
    private static readonly TimeSpan EveryBar = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan EveryLine = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly bool isTerminal = output == Console.Out && !Console.IsOutputRedirected;

    /// <summary>Watches until it ends, is paused, or the user leaves.</summary>
    /// <returns>0 when it is completed, paused or left; 1 when it failed or was cancelled.</returns>
    public async Task<int> RunAsync(string id, CancellationToken ct)
    {
        try
        {
            var import = await FollowAsync(id, ct);
            if (isTerminal) await output.WriteLineAsync();
            return await SayAsync(import);
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
        var seen = time.GetTimestamp();
        while (true)
        {
            if (await LookAsync(id, seen, ct) is { } import)
            {
                seen = time.GetTimestamp();
                await ShowAsync(ImportWords.Bar(import.Progress, isTerminal ? Math.Clamp(Console.WindowWidth - 1, 40, 160) : 120));
                if (import.Status is not (ImportStatus.Waiting or ImportStatus.Running)) return import;
            }

            await Task.Delay(isTerminal ? EveryBar : EveryLine, time, ct);
        }
    }

    // A service that starts again is away for a moment, and the import with it: no reason to stop watching.
    private async Task<Import?> LookAsync(string id, long seen, CancellationToken ct)
    {
        try
        {
            return await imports.GetAsync(id, ct);
        }
        catch (Exception e) when (IsAway(e) && time.GetElapsedTime(seen) < Patience)
        {
            await ShowAsync("a part of the platform is away; the import goes on when it is back");
            return null;
        }
    }

    private static bool IsAway(Exception e) => e is HttpRequestException or GatewayException
    {
        Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.TooManyRequests,
    };

    private async Task ShowAsync(string line)
    {
        if (isTerminal) await output.WriteAsync($"\r{line}\u001b[K");
        else await output.WriteLineAsync(line);
    }
}
