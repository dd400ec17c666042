using Google.Protobuf.WellKnownTypes;

namespace Platform.TaskHub.Turns;

/// <summary>What clients are told of an instance.</summary>
public static class InstanceReport
{
    /// <summary>The report of an instance whose first turn is committed.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="state">What its history says.</param>
    /// <param name="customStatus">Its custom status; null for none.</param>
    /// <param name="withPayloads">Whether input, output, custom status and failure are told too.</param>
    /// <returns>The report.</returns>
    public static WorkflowState Of(string instanceId, InstanceState state, string? customStatus, bool withPayloads)
    {
        if (state.Start is not { } start) throw new ArgumentException("no turn is committed yet", nameof(state));
        var report = OfStart(instanceId, start, withPayloads);
        report.WorkflowStatus = state.Status;
        report.LastUpdatedTimestamp = Stamp(state.LastUpdatedAt);
        report.StartedAt = Stamp(state.StartedAt);
        report.CompletedTimestamp = state.End?.Timestamp;
        if (!withPayloads) return report;

        report.CustomStatus = customStatus;
        report.Output = state.End?.ExecutionCompleted.Result;
        report.FailureDetails = state.End?.ExecutionCompleted.FailureDetails;
        return report;
    }

    /// <summary>The report of an instance that waits for its first turn.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="start">The <c>executionStarted</c> event in its inbox.</param>
    /// <param name="withPayloads">Whether its input is told too.</param>
    /// <returns>The report; its status is pending.</returns>
    public static WorkflowState OfPending(string instanceId, HistoryEvent start, bool withPayloads)
    {
        var report = OfStart(instanceId, start, withPayloads);
        report.WorkflowStatus = WorkflowStatus.Pending;
        report.LastUpdatedTimestamp = start.Timestamp;
        return report;
    }

    private static WorkflowState OfStart(string instanceId, HistoryEvent start, bool withPayloads)
    {
        var started = start.ExecutionStarted;
        var report = new WorkflowState
        {
            InstanceId = instanceId,
            Name = started.Name,
            Version = started.Version,
            ExecutionId = started.WorkflowInstance?.ExecutionId,
            ParentInstanceId = started.ParentInstance?.WorkflowInstance?.InstanceId,
            ScheduledStartTimestamp = started.ScheduledStartTimestamp,
            CreatedTimestamp = start.Timestamp,
        };
        report.Tags.Add(started.Tags);
        if (withPayloads) report.Input = started.Input;
        return report;
    }

    private static Timestamp? Stamp(DateTimeOffset? moment) => moment is { } at ? Timestamp.FromDateTimeOffset(at) : null;
}
