using System.CommandLine;
using Platform.Local.Launcher;

namespace Platform.Cli.Commands;

/// <summary><c>logs</c>: prints what apps, host and database logged.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var app = new Argument<string?>("APP")
        {
            Description = "One app, or host, or postgres (default all)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Keep printing what comes" };
        var lines = new Option<int>("--lines", "-n") { Description = "How many last lines", DefaultValueFactory = _ => 100 };
        var (data, root) = (Shared.Data(), Shared.Root());
        var command = new Command("logs", """
            Print the last log lines.

            Example:
              ./platform logs risk -f
            """) { app, follow, lines, data, root };
        command.SetAction(async (parsed, ct) =>
        {
            var tails = Tails(Shared.Folder(parsed.GetRequiredValue(root), parsed.GetValue(data)), parsed.GetValue(app));
            tails.ForEach(tail => tail.PrintLast(parsed.GetValue(lines)));
            while (parsed.GetValue(follow))
            {
                await Task.Delay(250, ct);
                tails.ForEach(tail => tail.PrintNew());
            }
        });
        return command;
    }

    private static List<LogTail> Tails(DataFolder data, string? app)
    {
        string[] files = Directory.Exists(data.Logs) ? Directory.GetFiles(data.Logs, "*.log") : [];
        if (files.Length == 0)
        {
            throw new LaunchException($"There are no logs in {data.Logs}; start the platform first: ./platform up");
        }

        var names = files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();
        if (app is not null && !names.Contains(app))
        {
            throw new LaunchException($"There is no log of '{app}'; there are {string.Join(", ", names)}.");
        }

        var width = names.Max(name => name.Length);
        return app is null
            ? [.. names.Select(name => new LogTail(data.Log(name), name.PadRight(width) + " | ", Console.Out))]
            : [new LogTail(data.Log(app), "", Console.Out)];
    }
}
