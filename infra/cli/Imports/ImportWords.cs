using System.Globalization;
using Platform.Contracts;

namespace Platform.Cli.Imports;

/// <summary>How an import is said in a line.</summary>
internal static class ImportWords
{
    private const int BarWidth = 24;

    /// <summary>A bar with rate and time left.</summary>
    /// <param name="progress">How far it is; null before it began.</param>
    /// <param name="width">The most characters.</param>
    public static string Bar(ImportProgress? progress, int width)
    {
        var text = progress switch
        {
            null => "waiting to begin",
            { Phase: ImportPhase.Reading } => "reading the file",
            { Rows: { } rows } => Blocks(progress.Done, rows)
                + Line($" {Share(progress.Done, rows):0} % | {progress.Done:N0} of {rows:N0} rows")
                + Rejected(progress.Rejected) + Rate(progress),
            _ => Line($"{progress.Done:N0} rows"),
        };
        return text.Length <= width ? text : text[..width];
    }

    /// <summary>How an import ended, or is now; one fact a line.</summary>
    public static IEnumerable<string> End(Import import)
    {
        yield return $"import {import.Id} of {import.File}: {import.Status.ToString().ToLowerInvariant()}";
        if (import.Error is { } error) yield return error;
        if (import.Report is not { } report)
        {
            if (import.Progress is not null) yield return Bar(import.Progress, 120);
            yield break;
        }

        yield return Line($"rows {report.Rows:N0} = accepted {report.Accepted:N0}")
            + Line($" + known before {report.Duplicates:N0} + rejected {report.Rejected:N0}");
        yield return Line($"mapping {report.Mapping}, {report.Seconds:N1} s, {report.RowsPerSecond:N0} rows/s");
        foreach (var reason in report.Reasons) yield return Line($"rejected {reason.Rows:N0}: {reason.Reason}");
        foreach (var file in report.RejectedFiles) yield return $"rejected lines are in {file}";
    }

    private static string Blocks(long done, long rows)
    {
        var full = rows > 0 ? (int)(BarWidth * Math.Min(done, rows) / rows) : 0;
        return new string('█', full) + new string('░', BarWidth - full);
    }

    private static double Share(long done, long rows) => rows > 0 ? Math.Floor(100.0 * done / rows) : 0;

    private static string Rejected(long rejected) => rejected > 0 ? Line($" | {rejected:N0} rejected") : "";

    private static string Rate(ImportProgress progress) =>
        (progress.Phase is ImportPhase.Finishing ? " | finishing" : "")
        + (progress.RowsPerSecond is { } rate ? Line($" | {rate:N0} rows/s") : "")
        + (progress is { SecondsLeft: { } left, Phase: ImportPhase.Importing } ? $" | {Duration(left)} left" : "");

    private static string Duration(double seconds) => TimeSpan.FromSeconds(Math.Ceiling(Math.Min(seconds, 1e9))) switch
    {
        { TotalMinutes: < 1 } span => Line($"{span.TotalSeconds:0} s"),
        { TotalHours: < 1 } span => Line($"{span.Minutes} min {span.Seconds:00} s"),
        var span => Line($"{Math.Floor(span.TotalHours):0} h {span.Minutes:00} min"),
    };

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
