using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Trainer.Retraining;

/// <summary>The retraining of each tenant that goes on: one workflow instance a tenant.</summary>
internal sealed class Retrainings(DaprWorkflowClient workflows)
{
    /// <summary>Starts a retraining.</summary>
    /// <returns>False when one goes on.</returns>
    public Task<bool> StartAsync(RetrainingInput input, CancellationToken ct) =>
        workflows.StartAsync(nameof(RetrainModel), InstanceOf(new(input.Tenant)), input, ct);

    /// <summary>The retraining that goes on or ended last; null for none.</summary>
    public async Task<RetrainingRun?> LatestAsync(TenantId tenant, CancellationToken ct)
    {
        if (await workflows.GetWorkflowStateAsync(InstanceOf(tenant), ct: ct) is not { } state) return null;

        if (state.RuntimeStatus is WorkflowRuntimeStatus.Completed) return state.ReadOutputAs<RetrainingRun>();

        var run = state.ReadCustomStatusAs<RetrainingRun>() ?? Begun(state);
        return state.IsWorkflowCompleted ? Broken(run, state) : run;
    }

    /// <summary>Ends a retraining if one goes on, and forgets it.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> EndAsync(TenantId tenant, CancellationToken ct) => workflows.EndAsync(InstanceOf(tenant), ct);

    // It ended without a report: somebody terminated it, or models was away even for that. What it showed last says that it runs.
    private static RetrainingRun? Broken(RetrainingRun? run, WorkflowState state) => run is null ? null : run with
    {
        Status = RetrainingStatus.Failed, EndedAt = state.LastUpdatedAt,
        Text = $"It ended without a report: {state.FailureDetails?.ErrorMessage ?? "it was terminated"}.",
    };

    private static RetrainingRun? Begun(WorkflowState state) => state.ReadInputAs<RetrainingInput>() is { } input
        ? new()
        {
            Id = input.Run, Status = RetrainingStatus.Running, Text = "It begins.", RequestedBy = input.By, Reason = input.Reason,
            StartedAt = state.CreatedAt,
        }
        : null;

    private static string InstanceOf(TenantId tenant) => $"retrain-{tenant}";
}
