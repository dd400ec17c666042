using Microsoft.Extensions.Logging;
using Platform.Local.Workflows.Records;
using Platform.Local.Workflows.Work;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows;

/// <summary>Turns and activities from when they are due to when they are answered.</summary>
internal sealed partial class Turns(EngineRoom room, EngineParts parts)
{
    private readonly ILogger log = room.Options.Log;

    /// <summary>The next turn of an instance; null when nothing is left to ask a worker. Under the gate.</summary>
    public DueTurn? Begin(Instance instance, WriteSet set)
    {
        if (instance.History is not { } history || instance.Inbox is not { Count: > 0 }) return null;
        // Nobody can be asked about an instance that stalls, so its end is not anybody's to refuse.
        var isOurs = instance.Status is WorkflowStatus.Stalled && Inboxes.IsToldToEnd(instance);
        var taken = Fitting(instance.Inbox, isOurs ? long.MaxValue : room.Options.MaxBytes / 2);
        var events = Turn.NewEvents(history.State, taken, room.Now);
        if (events.Count == 0)
        {
            parts.Inboxes.Remove(instance, taken.Count, set);
            return null;
        }

        if (!isOurs) return new DueTurn(instance, events, taken.Count);
        var commit = Turn.Commit(room.Scope(instance), history.State, events, new WorkflowResponse());
        parts.Commits.Apply(instance, commit, taken.Count, set);
        return null;
    }

    /// <summary>Takes a worker's answer to a turn; one to a turn that is not its own any more changes nothing.</summary>
    /// <returns>Done when what follows is durable.</returns>
    public Task AnswerAsync(WorkflowResponse response)
    {
        lock (room.Gate)
        {
            var work = room.Queue.Answered(response.CompletionToken, () => Find(response.InstanceId)?.Turn);
            return work is DueTurn turn ? Commit(turn, response) : Task.CompletedTask;
        }
    }

    /// <inheritdoc cref="AnswerAsync(WorkflowResponse)"/>
    public Task AnswerAsync(ActivityResponse response)
    {
        lock (room.Gate)
        {
            var work = room.Queue.Answered(
                response.CompletionToken, () => Find(response.InstanceId)?.Activities?.GetValueOrDefault(response.TaskId));
            return work is DueActivity activity ? Take(activity, response) : Task.CompletedTask;
        }
    }

    /// <summary>A worker's answer was too large to be taken: the instance or the activity fails, and says so.</summary>
    public void Refuse(string instanceId, int? taskId, string problem)
    {
        var failure = new TaskFailureDetails { ErrorType = "PayloadTooLarge", ErrorMessage = problem, IsNonRetriable = true };
        lock (room.Gate)
        {
            var instance = Find(instanceId);
            if (taskId is { } id)
            {
                if (instance?.Activities?.GetValueOrDefault(id) is not { Token.Length: > 0 } sent) return;
                room.Queue.Answered(sent.Token, () => null);
                Take(sent, new ActivityResponse { FailureDetails = failure });
            }
            else if (instance?.Turn is { } turn && room.Queue.Answered(turn.Token, () => null) is not null)
            {
                var ending = new CompleteWorkflowAction { WorkflowStatus = WorkflowStatus.Failed, FailureDetails = failure };
                Commit(turn, new WorkflowResponse { Actions = { new WorkflowAction { CompleteWorkflow = ending } } });
            }
        }
    }

    /// <summary>A turn is too large to be sent: the instance stalls, until a worker comes that can be sent more.</summary>
    public void TooLarge(DueTurn turn, string token, long bytes)
    {
        var stalled = new ExecutionStalledEvent
        {
            Reason = StalledReason.PayloadSizeExceeded,
            Description = $"the history and its new events have {bytes} bytes; the host sends at most {room.Options.MaxBytes}",
        };
        lock (room.Gate)
        {
            if (room.Queue.Answered(token, () => null) is null) return;
            LogStalled(turn.Instance.Id, stalled.Description);
            var isKnown = turn.Instance.History?.State.Stalled?.Reason == stalled.Reason;
            var commit = isKnown ? new TurnCommit { Appended = [], KeepsInbox = true } : Turn.Stall(room.Scope(turn.Instance), stalled);
            var set = new WriteSet();
            parts.Commits.Apply(turn.Instance, commit, 0, set);
            room.Writer.Enqueue(set);
        }
    }

    /// <summary>Says which turns no worker has answered for a long time.</summary>
    public void LookForOverdue(TimeSpan patience)
    {
        lock (room.Gate)
        {
            var before = room.Now - patience;
            foreach (var turn in room.Queue.Sent.OfType<DueTurn>().Where(turn => !turn.IsOverdue && turn.SentAt <= before))
            {
                turn.IsOverdue = true;
                LogOverdue(turn.Instance.Id, turn.Instance.Record.Name, patience);
            }
        }
    }

    private Task Commit(DueTurn turn, WorkflowResponse response)
    {
        var (instance, set) = (turn.Instance, new WriteSet());
        if (instance.IsErased || instance.History is not { } history) return Task.CompletedTask;
        parts.Commits.Apply(instance, Turn.Commit(room.Scope(instance), history.State, turn.NewEvents, response), turn.Taken, set);
        return room.Writer.Enqueue(set);
    }

    private Task Take(DueActivity activity, ActivityResponse response)
    {
        var (instance, set, id) = (activity.Instance, new WriteSet(), activity.Scheduled.EventId);
        if (instance.Activities?.Remove(id) is true && instance.Activities.Count == 0) instance.Activities = null;
        response.TaskId = id;
        if (!instance.IsOver)
        {
            parts.Inboxes.Deliver(instance, NewEvent.Answered(response, activity.Scheduled.TaskScheduled.TaskExecutionId, room.Now), set);
        }
        else if (instance.Record.Unawaited.Remove(id))
        {
            room.PutRecord(instance, set);
        }

        return set.IsEmpty ? Task.CompletedTask : room.Writer.Enqueue(set);
    }

    // As many as fit into a message with room for the history; at least one.
    private static List<HistoryEvent> Fitting(List<InboxItem> inbox, long mostBytes)
    {
        var (events, bytes) = (new List<HistoryEvent>(inbox.Count), 0L);
        foreach (var item in inbox)
        {
            if (item.Event is not { } arrived) break;
            bytes += arrived.CalculateSize();
            if (events.Count > 0 && bytes > mostBytes) break;
            events.Add(arrived);
        }

        return events;
    }

    private Instance? Find(string instanceId) => room.Instances.GetValueOrDefault(instanceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workflow instance {Instance} stalls: {Problem}")]
    private partial void LogStalled(string instance, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Workflow instance {Instance} ({Name}) has a turn that its worker has not answered for {Patience}")]
    private partial void LogOverdue(string instance, string name, TimeSpan patience);
}
