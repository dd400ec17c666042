using System.CommandLine;
using Platform.Local.Launcher;

namespace Platform.Cli.Commands;

/// <summary><c>down</c>: stops the run that uses the data folder.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var (data, root) = (Shared.Data(), Shared.Root());
        var command = new Command("down", "Stop the running platform: apps, host and database; the data stays.") { data, root };
        command.SetAction((parsed, ct) => RunAsync(Shared.Folder(parsed.GetRequiredValue(root), parsed.GetValue(data)), ct));
        return command;
    }

    private static async Task<int> RunAsync(DataFolder data, CancellationToken ct)
    {
        if (!data.IsInUse() || RunRecord.Read(data) is not { } run)
        {
            Console.Out.WriteLine("Nothing is running.");
            return 0;
        }

        Signals.Send(run.ProcessId, Signal.Terminate);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (data.IsInUse() && !patience.IsCancellationRequested)
        {
            await Task.Delay(50, ct);
        }

        if (data.IsInUse())
        {
            Signals.Send(run.ProcessId, Signal.Kill);
        }

        Console.Out.WriteLine("Stopped.");
        return 0;
    }
}
