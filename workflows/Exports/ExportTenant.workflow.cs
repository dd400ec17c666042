using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Tenants;

namespace Platform.Workflows.Exports;

/// <summary>A table of a tenant.</summary>
internal sealed record TableTask(string Tenant, string Table);

/// <summary>What was exported.</summary>
internal sealed record ManifestTask(string Tenant, string By, DateTimeOffset StartedAt, DateTimeOffset CompletedAt, ExportedTable[] Tables);

/// <summary>How many tables are done.</summary>
internal sealed record ExportProgress(int Done, int All);

/// <summary>
/// Copies every table of a tenant into blob storage, one after the other, so that an export is never more than one reader of the database.
/// A table that was interrupted is read again; those that are done are in the history.
/// </summary>
internal sealed class ExportTenant : Workflow<TenantTask, ExportManifest>
{
    public override async Task<ExportManifest> RunAsync(WorkflowContext context, TenantTask input)
    {
        var startedAt = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        await context.CallActivityAsync<bool>(nameof(RemoveExport), input, WorkflowTaskOptions.Patient);
        var names = await context.CallActivityAsync<string[]>(nameof(ListTables), input, WorkflowTaskOptions.Patient);
        var tables = new List<ExportedTable>();
        foreach (var name in names)
        {
            context.SetCustomStatus(new ExportProgress(tables.Count, names.Length));
            tables.Add(await context.CallActivityAsync<ExportedTable>(
                nameof(ExportTable), new TableTask(input.Tenant, name), WorkflowTaskOptions.Patient));
        }

        var completedAt = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        return await context.CallActivityAsync<ExportManifest>(
            nameof(DescribeExport), new ManifestTask(input.Tenant, input.By, startedAt, completedAt, [.. tables]),
            WorkflowTaskOptions.Patient);
    }
}
