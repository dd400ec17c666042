using System.Diagnostics.Metrics;

namespace Platform.Workflows;

/// <summary>What workflows count.</summary>
internal sealed class WorkflowsMetrics
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "Platform.Workflows";

    private readonly Counter<long> rows;
    private readonly Counter<long> imports;

    public WorkflowsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        rows = meter.CreateCounter<long>("import_rows_total", "{row}", "Rows of imports by outcome: accepted, duplicate or rejected.");
        imports = meter.CreateCounter<long>("imports_started_total", "{import}", "Imports started.");
    }

    /// <summary>Counts the rows of a chunk.</summary>
    public void Imported(int accepted, int duplicates, int rejected)
    {
        rows.Add(accepted, new KeyValuePair<string, object?>("outcome", "accepted"));
        rows.Add(duplicates, new KeyValuePair<string, object?>("outcome", "duplicate"));
        rows.Add(rejected, new KeyValuePair<string, object?>("outcome", "rejected"));
    }

    public void Started() => imports.Add(1);
}
