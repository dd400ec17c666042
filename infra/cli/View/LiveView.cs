using Platform.Contracts;
using Platform.Local.Launcher;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Platform.Cli.View;

/// <summary>For a terminal: one page, drawn anew every second.</summary>
internal sealed class LiveView(Uri gateway, RecentAlerts alerts, TimeProvider time) : IView
{
    private const int MostNotes = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Queue<string> notes = new(MostNotes);

    public void Note(string line)
    {
        lock (gate)
        {
            if (notes.Count == MostNotes)
            {
                notes.Dequeue();
            }

            notes.Enqueue(line);
        }
    }

    public Task RunAsync(Func<CancellationToken, Task<Moment>> look, CancellationToken ct) =>
        AnsiConsole.Live(new Text("")).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(async page =>
        {
            while (!ct.IsCancellationRequested)
            {
                page.UpdateTarget(Page(await look(ct)));
                page.Refresh();
                await Task.Delay(Interval, time, ct);
            }
        });

    internal IRenderable Page(Moment moment) => new Rows(
        new Markup(
            $"[bold]Risk platform[/]   API page [link]{gateway}openapi[/]   health [link]{gateway}healthz[/]   "
            + "Ctrl-C stops everything"),
        new Text(""),
        Numbers(moment),
        Apps(moment),
        Alerts(),
        new Text(string.Join('\n', Notes())));

    private static Table Numbers(Moment moment)
    {
        var numbers = moment.Numbers;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("events/s");
        foreach (var (verdict, _) in numbers.DecisionsPerSecond)
        {
            table.AddColumn($"{verdict}/s");
        }

        table.AddColumns("alerts/s", "scoring p50", "scoring p99", "lag p95");
        return table.AddRow([
            Words.Rate(numbers.EventsPerSecond),
            .. numbers.DecisionsPerSecond.Select(pair => Words.Rate(pair.Value)),
            Words.Rate(numbers.AlertsPerSecond),
            Words.Duration(numbers.ScoreP50), Words.Duration(numbers.ScoreP99), Words.Duration(numbers.LagP95),
        ]);
    }

    private static Table Apps(Moment moment)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("app", "state", "memory", "restarts", "");
        foreach (var app in moment.Apps)
        {
            table.AddRow(
                new Text(app.AppId),
                new Text(Words.State(app.State), new Style(ColorOf(app.State))),
                new Text(Words.Memory(app.MemoryBytes)),
                new Text($"{app.Restarts}"),
                new Text(app.Note ?? ""));
        }

        table.AddRow("host", "up", Words.Memory(moment.HostBytes), "", "");
        return moment.PostgresBytes > 0 ? table.AddRow("postgres", "up", Words.Memory(moment.PostgresBytes), "", "") : table;
    }

    private Table Alerts()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("alert", "entity", "score", "times", "reasons").Expand();
        foreach (var alert in alerts.All)
        {
            table.AddRow(
                new Text(Words.Name(alert), new Style(alert.Severity == Severity.Medium ? Color.Yellow : Color.Red)),
                new Text(alert.Entity),
                new Text($"{alert.Score:0.00}"),
                new Text($"{alert.Count}"),
                new Text(Words.Why(alert)));
        }

        return table;
    }

    private IReadOnlyList<string> Notes()
    {
        lock (gate)
        {
            return [.. notes];
        }
    }

    private static Color ColorOf(AppState state) => state switch
    {
        AppState.Up => Color.Green,
        AppState.Down => Color.Red,
        _ => Color.Yellow,
    };
}
