using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>Shows a workflow instance as the import that it is.</summary>
internal static class ImportView
{
    /// <summary>The import of an instance.</summary>
    public static Import Of(string id, WorkflowState state) => new()
    {
        Id = id,
        File = state.ReadInputAs<ImportInput>()?.File ?? "",
        Status = StatusOf(state.RuntimeStatus),
        CreatedAt = state.CreatedAt,
        UpdatedAt = state.LastUpdatedAt,
        Progress = state.ReadCustomStatusAs<ImportProgress>(),
        Report = state.RuntimeStatus is WorkflowRuntimeStatus.Completed ? state.ReadOutputAs<ImportReport>() : null,
        Error = state.RuntimeStatus is WorkflowRuntimeStatus.Failed ? ErrorOf(state.FailureDetails) : null,
    };

    /// <summary>Whether an import can still change.</summary>
    public static bool IsOpen(ImportStatus status) => status is ImportStatus.Waiting or ImportStatus.Running or ImportStatus.Paused;

    private static ImportStatus StatusOf(WorkflowRuntimeStatus status) => status switch
    {
        WorkflowRuntimeStatus.Pending => ImportStatus.Waiting,
        WorkflowRuntimeStatus.Suspended => ImportStatus.Paused,
        WorkflowRuntimeStatus.Completed => ImportStatus.Completed,
        WorkflowRuntimeStatus.Failed => ImportStatus.Failed,
        WorkflowRuntimeStatus.Terminated or WorkflowRuntimeStatus.Canceled => ImportStatus.Cancelled,
        _ => ImportStatus.Running,
    };

    // What we refuse is written for the tenant; what else went wrong may name things inside.
    private static string ErrorOf(WorkflowTaskFailureDetails? details) => details switch
    {
        { ErrorType: var type, ErrorMessage: var message } when type == typeof(ImportRefusedException).FullName => message,
        not null when details.IsCausedBy<DaprException>() => "A part of the platform was away for too long. Import the file again.",
        _ => "An error of ours; it is in the log of the workflows service.",
    };
}
