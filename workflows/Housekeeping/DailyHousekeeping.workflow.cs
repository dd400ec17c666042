using Platform.Dapr;
using Platform.Workflows.Exports;

namespace Platform.Workflows.Housekeeping;

/// <summary>What a day's work is about.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Date">The day, UTC, e.g. <c>2026-01-31</c>.</param>
internal sealed record DailyInput(string Tenant, string Date);

/// <summary>What a day's work did.</summary>
/// <param name="LeftoversRemoved">Blobs that ended imports had left.</param>
/// <param name="ImportsForgotten">Imports past their retention.</param>
/// <param name="ExportRemoved">Whether the export was past its time.</param>
internal sealed record DailyReport(int LeftoversRemoved, int ImportsForgotten, bool ExportRemoved = false);

/// <summary>
/// A tenant's work of one day. Its instance has the date in its id, so two schedulers cannot start it twice; done twice nevertheless, it
/// changes nothing.
/// </summary>
internal sealed class DailyHousekeeping : Workflow<DailyInput, DailyReport>
{
    private static readonly WorkflowTaskOptions Patient =
        new(new WorkflowRetryPolicy(10, TimeSpan.FromSeconds(5), 2, TimeSpan.FromMinutes(10)));

    public override async Task<DailyReport> RunAsync(WorkflowContext context, DailyInput input)
    {
        var report = await context.CallActivityAsync<DailyReport>(nameof(RemoveOldImports), input, Patient);
        return report with { ExportRemoved = await context.CallActivityAsync<bool>(nameof(RemoveOldExport), input, Patient) };
    }
}
