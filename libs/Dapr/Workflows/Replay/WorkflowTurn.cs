using Platform.TaskHub;
using EventCase = Platform.TaskHub.HistoryEvent.EventTypeOneofCase;

namespace Platform.Dapr.Replay;

/// <summary>
/// One turn: leads the code through its history, then through what is new, and says what it has begun since. Nothing is kept from turn to
/// turn. The algorithm is that of the task-hub protocol's workers.
/// </summary>
/// <param name="request">The history and what is new.</param>
/// <param name="settings">The worker's.</param>
/// <param name="thread">The turn's thread; the caller may let it expire.</param>
internal sealed class WorkflowTurn(WorkflowRequest request, TurnSettings settings, TurnThread thread)
{
    private readonly Mailbox mailbox = new();
    private readonly List<HistoryEvent> held = [];
    private TurnState? turn;
    private ExecutionStartedEvent? start;
    private Task? code;
    private string output = "";
    private Exception? failure;
    private ExecutionTerminatedEvent? terminated;
    private DateTime now;
    private bool isSuspended;
    private int index;

    /// <summary>Runs on the calling thread, to the end.</summary>
    /// <returns>What the worker answers; every fault of the code is in it.</returns>
    public WorkflowResponse Run()
    {
        thread.Enter();
        try
        {
            Feed();
            return Answer(null);
        }
        catch (Exception error)
        {
            // Not only what the code may not do: also a workflow that cannot be made. Unanswered, it would stand still for ever.
            return Answer(error);
        }
        finally
        {
            thread.Leave();
        }
    }

    /// <summary>Leads the code through a history that is complete, e.g. a recorded one.</summary>
    /// <exception cref="WorkflowDivergedException">The code did something else.</exception>
    public WorkflowResponse RunRecorded()
    {
        thread.Enter();
        try
        {
            Feed();
            if (!isSuspended && terminated is null) turn?.Steps.CheckAllConfirmed(index);
            return Answer(null);
        }
        finally
        {
            thread.Leave();
        }
    }

    /// <summary>The answer for a turn whose time is up; touches nothing that the turn's thread may be using.</summary>
    public static WorkflowResponse Stuck(WorkflowRequest request, TimeSpan limit)
    {
        var name = NameIn(request);
        var text = $"Workflow '{name}' did not give its thread back within {limit.TotalSeconds:0.###} s of one turn: it loops or blocks. "
            + "It may only await tasks of its context; long computations belong into activities (CallActivityAsync).";
        return Responses.Failed(request, new WorkflowStuckException(text));
    }

    /// <summary>The answer for an instance whose code was caught at something foreign after its turn.</summary>
    public static WorkflowResponse Foreign(WorkflowRequest request, string deed) =>
        Responses.Failed(request, ForeignAwait(NameIn(request), deed));

    private void Feed()
    {
        start = Responses.StartOf(request) ?? throw new WorkflowDivergedException("The history has no executionStarted event.");
        turn = new TurnState(thread, start, request.InstanceId) { IsReplaying = true };
        foreach (var e in request.PastEvents) Take(e);
        turn.IsReplaying = false;
        foreach (var e in request.NewEvents) Take(e);
    }

    private void Take(HistoryEvent e)
    {
        if (isSuspended && IsHeldBack(e.EventTypeCase)) held.Add(e);
        else Apply(e);
        thread.Drain();
        index++;
    }

    // What moves the code waits while the instance is suspended, and is taken in order when it is resumed.
    private static bool IsHeldBack(EventCase kind) => kind
        is EventCase.TaskCompleted or EventCase.TaskFailed or EventCase.TimerFired or EventCase.EventRaised
        or EventCase.ChildWorkflowInstanceCompleted or EventCase.ChildWorkflowInstanceFailed;

    private void Apply(HistoryEvent e)
    {
        switch (e.EventTypeCase)
        {
            case EventCase.WorkflowStarted: BeginTurn(e); break;
            case EventCase.ExecutionStarted: StartCode(e.ExecutionStarted); break;
            case EventCase.TaskScheduled: turn?.Steps.Confirm(e, index, e.TaskScheduled.Name); break;
            case EventCase.TimerCreated: turn?.Steps.Confirm(e, index, null); break;
            case EventCase.ChildWorkflowInstanceCreated: turn?.Steps.Confirm(e, index, e.ChildWorkflowInstanceCreated.Name); break;
            case EventCase.EventRaised: mailbox.Raise(e); break;
            case EventCase.ExecutionSuspended: isSuspended = true; break;
            case EventCase.ExecutionResumed: Resume(); break;
            case EventCase.ExecutionTerminated: terminated = e.ExecutionTerminated; break;
            default: Resolve(e); break;
        }
    }

    private void Resolve(HistoryEvent e)
    {
        switch (e.EventTypeCase)
        {
            case EventCase.TaskCompleted:
                turn?.Steps.TakeLive<ActivityStep>(e.TaskCompleted.TaskScheduledId, e, index)?.Complete(e.TaskCompleted.Result);
                break;
            case EventCase.TaskFailed:
                turn?.Steps.TakeLive<ActivityStep>(e.TaskFailed.TaskScheduledId, e, index)?.Fail(e.TaskFailed.FailureDetails);
                break;
            case EventCase.TimerFired:
                turn?.Steps.TakeLive<TimerStep>(e.TimerFired.TimerId, e, index)?.Complete(null);
                break;
            case EventCase.ChildWorkflowInstanceCompleted:
                var done = e.ChildWorkflowInstanceCompleted;
                turn?.Steps.TakeLive<ChildStep>(done.TaskScheduledId, e, index)?.Complete(done.Result);
                break;
            case EventCase.ChildWorkflowInstanceFailed:
                var failed = e.ChildWorkflowInstanceFailed;
                turn?.Steps.TakeLive<ChildStep>(failed.TaskScheduledId, e, index)?.Fail(failed.FailureDetails);
                break;
        }
    }

    private void BeginTurn(HistoryEvent e)
    {
        // While it was suspended, what the code had begun was held back.
        if (!isSuspended) turn?.Steps.CheckAllConfirmed(index);
        now = e.Timestamp?.ToDateTime() ?? now;
        if (turn is not null) turn.Now = now;
    }

    private void Resume()
    {
        isSuspended = false;
        foreach (var e in held)
        {
            Apply(e);
            thread.Drain();
        }

        held.Clear();
    }

    private void StartCode(ExecutionStartedEvent started)
    {
        if (turn is null || !ReferenceEquals(started, start)) return;

        var workflow = settings.Find(started.Name)
            ?? throw new WorkflowNotFound($"This app has no workflow '{started.Name}'; is it registered with AddDaprWorkflow?");
        code = RunCodeAsync(workflow, new ReplayContext(turn, mailbox, settings), started);
    }

    private async Task RunCodeAsync(IWorkflow workflow, ReplayContext context, ExecutionStartedEvent started)
    {
        try
        {
            var input = settings.Json.Read(started.Input, workflow.InputType, $"The input of workflow '{started.Name}'");
            output = settings.Json.Write(await workflow.RunAsync(context, input));
        }
        catch (Exception error)
        {
            failure = error;
        }
    }

    private WorkflowResponse Answer(Exception? error)
    {
        var response = Responses.Empty(request, turn?.CustomStatus);
        if (terminated is not null) return response.Terminated(terminated, turn);
        error ??= (Exception?)turn?.Steps.Overrun ?? Misdeed();
        if (error is not null) return response.Failed(error, turn);
        if (isSuspended) return response;

        response.Actions.AddRange(turn?.Steps.Outgoing() ?? []);
        if (code is not { IsCompleted: true } || turn is null) return response;
        if (failure is not null) return response.Failed(failure, turn);
        return turn.Next is { } next ? response.ContinuedAsNew(next, turn, mailbox) : response.Completed(output, turn);
    }

    private ForeignAwaitException? Misdeed()
    {
        if (turn is null) return null;
        if (thread.Offence is { } deed) return ForeignAwait(turn.Name, deed);
        var waitsForNothing = code is { IsCompleted: false } && !isSuspended && turn.Steps.Live == 0 && mailbox.Waiting == 0;
        return waitsForNothing ? ForeignAwait(turn.Name, "it waits, but for nothing that its context gave it") : null;
    }

    private static ForeignAwaitException ForeignAwait(string workflow, string deed) =>
        new($"Workflow '{workflow}' awaited something that a replay cannot repeat: {deed}. Use context.CreateTimer instead of Task.Delay, "
            + "an activity (context.CallActivityAsync) for I/O, Task.Run and threads, and no ConfigureAwait(false).");

    private static string NameIn(WorkflowRequest request) => Responses.StartOf(request)?.Name ?? "";
}
