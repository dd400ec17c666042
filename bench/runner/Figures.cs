using System.Globalization;

namespace Platform.Bench;

/// <summary>A bar that a figure must meet.</summary>
/// <param name="Name">The figure.</param>
/// <param name="AtLeast">True when more is better.</param>
/// <param name="Value">The bar.</param>
internal sealed record Bar(string Name, bool AtLeast, double Value)
{
    /// <summary>The bars of the project, in the order of the table.</summary>
    public static IReadOnlyList<Bar> All { get; } =
    [
        new("ingest_eps", true, 5_000), new("lost_events", false, 0), new("duplicate_decisions", false, 0), new("score_p99_ms", false, 8),
        new("score_inprocess_eps", true, 100_000), new("alert_lag_p95_ms", false, 250), new("up_seconds", false, 20),
        new("rss_mib", false, 1_200), new("publish_overhead_p99_ms", false, 2),
        new("actor_calls_per_s", true, 3_000), new("workflow_activities_per_s", true, 2_000),
        new("workflow_latency_p50_ms", false, 25), new("workflow_instances_waiting", false, 300), new("replay_events_per_s", true, 200_000),
        new("import_rows_per_s", true, 5_000), new("import_rows_uncounted", false, 0),
        new("auth_us", false, 60), new("onboard_seconds", false, 5), new("noisy_neighbour_ratio", false, 2),
        new("gateway_overhead_p99_ms", false, 2),
        new("tenants_active", true, 200), new("tenants_total_ratio", true, 0.85), new("tenants_cross_talk", false, 0),
        new("trees_single_us", false, 2), new("trees_batch_ratio", true, 1.5), new("shap_rows_per_s", true, 20_000),
        new("decision_full_eps", true, 10_000), new("decision_calls_eps_per_core", true, 2_500), new("decision_calls_p99_ms", false, 8),
        new("forest_single_us", false, 3), new("forest_batch_rows_per_s", true, 400_000),
        new("handbook_auc", true, 0.89), new("handbook_ap", true, 0.7), new("handbook_calibration_error", false, 0.01),
        new("kdd_forest_auc", true, 0.96), new("kdd_ensemble_auc", true, 0.97),
        new("retrain_seconds", false, 120), new("retrain_peak_mb", false, 2_048),
        new("audit_eps", true, 10_000), new("audit_verify_eps", true, 500_000),
        new("sigma_2000_rules_us", false, 200),
        new("entity_bytes_most", false, 4_096),
        new("drift_detection_seconds", false, 60), new("drift_false_alarms_per_week", false, 1),
    ];

    public bool IsMetBy(double value) => AtLeast ? value >= Value : value <= Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(AtLeast ? "≥" : "≤")} {Value:#,0.##}");
}

/// <summary>What was measured, in the order in which it was measured.</summary>
internal sealed class Figures
{
    private readonly OrderedDictionary<string, double> values = [];

    public IReadOnlyDictionary<string, double> Values => values;

    /// <summary>Notes a figure, rounded to four significant digits' worth of noise.</summary>
    public void Set(string name, double value) => values[name] = Math.Round(value, value >= 100 ? 0 : value < 1 ? 4 : 3);

    /// <summary>Whether each measured figure that has a bar meets it.</summary>
    public bool MeetBars => Bar.All.All(bar => !values.TryGetValue(bar.Name, out var value) || bar.IsMetBy(value));

    /// <summary>The table: figures with a bar first, then the others.</summary>
    public IEnumerable<string> ToTable()
    {
        yield return "| figure | bar | measured | |";
        yield return "|---|---|---|---|";
        foreach (var bar in Bar.All.Where(bar => values.ContainsKey(bar.Name)))
        {
            yield return $"| `{bar.Name}` | {bar} | {Text(values[bar.Name])} | {(bar.IsMetBy(values[bar.Name]) ? "met" : "missed")} |";
        }

        foreach (var (name, value) in values.Where(figure => Bar.All.All(bar => bar.Name != figure.Key)))
        {
            yield return $"| `{name}` | | {Text(value)} | |";
        }
    }

    private static string Text(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);
}
