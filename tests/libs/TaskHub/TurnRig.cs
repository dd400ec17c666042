using Platform.TaskHub.Turns;

namespace Platform.TaskHub.Tests;

/// <summary>One instance with its history and inbox, driven turn by turn as an engine would.</summary>
internal sealed class TurnRig
{
    public const string Id = "order-7";

    private readonly List<HistoryEvent> history = [];

    public TurnRig(string? input = "\"in\"", ParentInstanceInfo? parent = null)
    {
        var start = NewEvent.Started(new CreateInstanceRequest { InstanceId = Id, Name = "Order", Input = input }, "run-1", Now);
        start.ExecutionStarted.ParentInstance = parent;
        Inbox.Add(start);
    }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public InstanceState State { get; private set; } = new();

    public List<HistoryEvent> Inbox { get; } = [];

    public IReadOnlyList<HistoryEvent> History => history;

    public TurnScope Scope => new(Id, "a", Now);

    /// <summary>Takes a turn that the worker answers with these actions.</summary>
    public TurnCommit Turn(params WorkflowAction[] actions)
    {
        var response = new WorkflowResponse { InstanceId = Id, CustomStatus = CustomStatus, Version = Version };
        response.Actions.AddRange(actions);
        var commit = Turns.Turn.Commit(Scope, State, Turns.Turn.NewEvents(State, Inbox, Now), response);
        if (!commit.KeepsInbox) Inbox.Clear();
        if (commit.ContinuesAsNew) (State, _) = (new InstanceState(), Forget());
        foreach (var each in commit.Appended) State.Apply(each);
        history.AddRange(commit.Appended);
        Inbox.AddRange(commit.NextRun);
        return commit;
    }

    public string? CustomStatus { get; set; }

    public WorkflowVersion? Version { get; set; }

    public static WorkflowAction Activity(int id, string name = "Charge") =>
        new() { Id = id, ScheduleTask = new() { Name = name, Input = "1", TaskExecutionId = $"x{id}" } };

    public static WorkflowAction Child(int id, string instanceId = "") =>
        new() { Id = id, CreateChildWorkflow = new() { Name = "Ship", Input = "2", InstanceId = instanceId } };

    public WorkflowAction Timer(int id, TimeSpan wait) =>
        new() { Id = id, CreateTimer = new() { FireAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Now + wait) } };

    public static WorkflowAction End(WorkflowStatus status, string? result = null, TaskFailureDetails? failure = null) =>
        new() { Id = 9, CompleteWorkflow = new() { WorkflowStatus = status, Result = result, FailureDetails = failure } };

    public HistoryEvent Completed(int id, string? result = "\"ok\"") =>
        NewEvent.Answered(new ActivityResponse { InstanceId = Id, TaskId = id, Result = result }, $"x{id}", Now);

    private bool Forget()
    {
        history.Clear();
        return true;
    }
}
