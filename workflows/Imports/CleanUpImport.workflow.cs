using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>Names an import.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Its id within the tenant.</param>
internal sealed record ImportKey(string Tenant, string Id);

/// <summary>
/// Cleans up after an import that was ended from outside, whose own code can no longer do it; after a pause, since chunks that are being
/// sent end in their own time.
/// </summary>
internal sealed class CleanUpImport : Workflow<ImportKey, bool>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public override async Task<bool> RunAsync(WorkflowContext context, ImportKey input)
    {
        await context.CallActivityAsync<bool>(nameof(RemoveLeftovers), input, WorkflowTaskOptions.Patient);
        await context.CreateTimer(Pause);
        return await context.CallActivityAsync<bool>(nameof(RemoveLeftovers), input, WorkflowTaskOptions.Patient);
    }
}
