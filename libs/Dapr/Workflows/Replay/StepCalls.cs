using Platform.TaskHub;

namespace Platform.Dapr.Replay;

/// <summary>Activities and child workflows with their retries, which are steps like any other.</summary>
internal sealed class StepCalls(TurnState turn)
{
    public Task<string?> ActivityAsync(string name, string input, WorkflowRetryPolicy? policy)
    {
        ActivityStep? first = null;
        if (policy is null) return Begin().Task;
        return RetryAsync(policy, Begin, action => action.ActivityRetry = new() { TaskExecutionId = first?.ExecutionKey ?? "" });

        ActivityStep Begin()
        {
            var step = turn.Steps.Add(new ActivityStep(name, input, id => KeyOf(id, name)) { First = first });
            first ??= step;
            return step;
        }
    }

    public Task<string?> ChildAsync(string name, string input, Func<string> instanceId, WorkflowRetryPolicy? policy)
    {
        ChildStep? first = null;
        if (policy is null) return Begin().Task;
        return RetryAsync(policy, Begin, action => action.ChildWorkflowRetry = new() { InstanceId = first?.InstanceId ?? "" });

        ChildStep Begin()
        {
            var step = turn.Steps.Add(new ChildStep(name, input, instanceId()));
            first ??= step;
            return step;
        }
    }

    private async Task<string?> RetryAsync(WorkflowRetryPolicy policy, Func<Step> begin, Action<CreateTimerAction> origin)
    {
        var started = turn.Now;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? pause;
            try
            {
                return await begin().Task;
            }
            catch (WorkflowTaskFailedException failed) when (!failed.FailureDetails.IsNonRetriable)
            {
                pause = policy.DelayAfter(attempt, turn.Now - started);
                if (pause is null) throw;
            }

            await turn.Steps.Add(new TimerStep(turn.In(pause.Value), origin)).Task;
        }
    }

    private string KeyOf(int id, string name) =>
        StableGuid.Of($"{turn.ExecutionId}|{turn.InstanceId}|activity|{id}|{name}").ToString("N");
}
