using System.Globalization;
using Platform.Cli.Numbers;
using Platform.Contracts;
using Platform.Local.Launcher;

namespace Platform.Cli.View;

/// <summary>How numbers, apps and alerts are said; both views use the same words.</summary>
internal static class Words
{
    private const double MebiByte = 1 << 20;

    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond is > 0 and < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    public static string Duration(double? seconds) => seconds is not { } s ? "–"
        : s < 1 ? (s * 1000).ToString(s < 0.01 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms"
        : s.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    public static string Memory(long bytes) => bytes == 0 ? "–" : (bytes / MebiByte).ToString("0", CultureInfo.InvariantCulture) + " MiB";

    public static string State(AppState state) => state switch
    {
        AppState.Up => "up",
        AppState.Starting => "starting",
        AppState.Restarting => "restarting",
        AppState.Waiting => "waiting for you",
        _ => "down",
    };

    public static string Alert(Alert alert)
    {
        var times = alert.Count > 1 ? $" ×{alert.Count}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{alert.UpdatedAt.ToLocalTime():HH:mm:ss} {Name(alert)} {alert.Entity} {alert.Score:0.00}{times}: {Why(alert)}");
    }

    public static string Name(Alert alert) => alert.Severity.ToString().ToLowerInvariant();

    public static string Why(Alert alert) => string.Join("; ", alert.Reasons.Select(reason => reason.Text));

    public static string Numbers(LiveNumbers numbers) => string.Join(" | ",
        $"events/s {Rate(numbers.EventsPerSecond)}",
        "decisions/s " + string.Join(' ', numbers.DecisionsPerSecond.Select(pair => $"{pair.Key} {Rate(pair.Value)}")),
        $"alerts/s {Rate(numbers.AlertsPerSecond)}",
        $"scoring p50 {Duration(numbers.ScoreP50)} p99 {Duration(numbers.ScoreP99)}",
        $"lag p95 {Duration(numbers.LagP95)}");

    public static string Apps(IEnumerable<AppStatus> apps) =>
        string.Join(", ", apps.Select(app => $"{app.AppId} {State(app.State)} {Memory(app.MemoryBytes)}"));
}
