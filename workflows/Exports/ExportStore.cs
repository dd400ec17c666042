using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Tenants;

namespace Platform.Workflows.Exports;

/// <summary>The latest export of each tenant: a workflow instance and its files.</summary>
internal sealed class ExportStore(DaprWorkflowClient workflows, BlobStore blobs)
{
    /// <summary>Starts an export, which replaces the one before.</summary>
    /// <returns>False when one is on its way.</returns>
    public Task<bool> StartAsync(TenantId tenant, string by, CancellationToken ct) =>
        workflows.StartAsync(nameof(ExportTenant), ExportNames.Instance(tenant), new TenantTask(tenant.ToString(), by), ct);

    /// <summary>The latest export; null when there is none.</summary>
    public async Task<TenantExport?> FindAsync(TenantId tenant, CancellationToken ct) =>
        await workflows.GetWorkflowStateAsync(ExportNames.Instance(tenant), ct: ct) is { } state ? View(state) : null;

    /// <summary>Forgets an export that has ended, with its files.</summary>
    public async Task ForgetAsync(TenantId tenant, CancellationToken ct)
    {
        await blobs.RemoveAllAsync(ExportNames.Folder(tenant), ct);
        await EndAsync(tenant, ct);
    }

    /// <summary>Ends an export if one is on its way, and forgets it; its files stay.</summary>
    public Task EndAsync(TenantId tenant, CancellationToken ct) => workflows.EndAsync(ExportNames.Instance(tenant), ct);

    private static TenantExport View(WorkflowState state)
    {
        var progress = state.ReadCustomStatusAs<ExportProgress>();
        var manifest = state.RuntimeStatus is WorkflowRuntimeStatus.Completed ? state.ReadOutputAs<ExportManifest>() : null;
        return new()
        {
            Status = !state.IsWorkflowCompleted ? ExportStatus.Running
                : manifest is not null ? ExportStatus.Completed
                : ExportStatus.Failed,
            RequestedBy = state.ReadInputAs<TenantTask>()?.By ?? "",
            RequestedAt = state.CreatedAt,
            TablesDone = manifest?.Tables.Count ?? progress?.Done,
            Tables = manifest?.Tables.Count ?? progress?.All,
            Manifest = manifest,
            Error = state.RuntimeStatus is WorkflowRuntimeStatus.Failed
                ? "A part of the platform was away for too long. Ask for a new export."
                : null,
        };
    }
}
