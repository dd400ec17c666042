using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Dapr.Replay;
using Platform.TaskHub;

namespace Platform.Dapr.Tests.Workflows;

/// <summary>
/// An instance as a history that grows turn by turn: each turn replays the whole past, and what the code answers becomes history, as a host
/// would have it.
/// </summary>
internal sealed class Turns
{
    public const string Instance = "order-1";

    private static readonly WorkflowJson Json = new(new DaprClientOptions().Json);
    private readonly TurnSettings settings;
    private readonly string name;
    private DateTime now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private Turns(string name, IWorkflow workflow)
    {
        this.name = name;
        settings = new(asked => asked == name ? workflow : null, Json, NullLoggerFactory.Instance);
    }

    public List<HistoryEvent> History { get; } = [];

    public WorkflowResponse Last { get; private set; } = new();

    public static Turns Of<TInput, TOutput>(Func<WorkflowContext, TInput, Task<TOutput>> code) =>
        new("Order", new Worker.FunctionWorkflow<TInput, TOutput>(code));

    public static Turns Of<TOutput>(Func<WorkflowContext, Task<TOutput>> code) => Of<object?, TOutput>((context, _) => code(context));

    /// <summary>The first turn.</summary>
    public WorkflowResponse Start(string? input = null) => Turn(Started(input));

    public HistoryEvent Started(string? input) => New(e => e.ExecutionStarted = new()
    {
        Name = name,
        Input = input,
        WorkflowInstance = new() { InstanceId = Instance, ExecutionId = "run-1" },
    });

    /// <summary>A turn in which something has happened.</summary>
    public WorkflowResponse Turn(params HistoryEvent[] happened)
    {
        now = now.AddSeconds(1);
        var request = RequestFor(happened);
        Last = Run(request);
        History.AddRange(request.NewEvents);
        History.AddRange(Last.Actions.Select(EventOf).OfType<HistoryEvent>());
        return Last;
    }

    /// <summary>The turn as it would be sent, for tests that look at it themselves.</summary>
    public WorkflowRequest RequestFor(params HistoryEvent[] happened)
    {
        var request = new WorkflowRequest { InstanceId = Instance };
        request.PastEvents.AddRange(History);
        request.NewEvents.Add(New(e => e.WorkflowStarted = new()));
        request.NewEvents.AddRange(happened);
        return request;
    }

    public WorkflowResponse Run(WorkflowRequest request, TurnThread? thread = null) =>
        new WorkflowTurn(request, settings, thread ?? new()).Run();

    /// <summary>Runs other code against this history.</summary>
    public WorkflowResponse TurnWith(Turns other, params HistoryEvent[] happened) => other.Run(RequestFor(happened));

    public HistoryEvent Completed(int id, string? result = null) =>
        New(e => e.TaskCompleted = new() { TaskScheduledId = id, Result = result });

    public HistoryEvent Failed(int id, string message, TaskFailureDetails? inner = null) => New(e => e.TaskFailed = new()
    {
        TaskScheduledId = id,
        FailureDetails = new() { ErrorType = "System.Exception", ErrorMessage = message, InnerFailure = inner },
    });

    public HistoryEvent Fired(int id) => New(e => e.TimerFired = new() { TimerId = id, FireAt = Timestamp.FromDateTime(now) });

    public HistoryEvent Raised(string name, string? input = null) => New(e => e.EventRaised = new() { Name = name, Input = input });

    public HistoryEvent Suspended() => New(e => e.ExecutionSuspended = new());

    public HistoryEvent Resumed() => New(e => e.ExecutionResumed = new());

    public HistoryEvent Terminated(string? output) => New(e => e.ExecutionTerminated = new() { Input = output });

    public HistoryEvent ChildCompleted(int id, string? result) =>
        New(e => e.ChildWorkflowInstanceCompleted = new() { TaskScheduledId = id, Result = result });

    public HistoryEvent ChildFailed(int id, TaskFailureDetails? failure) =>
        New(e => e.ChildWorkflowInstanceFailed = new() { TaskScheduledId = id, FailureDetails = failure });

    private HistoryEvent New(Action<HistoryEvent> fill)
    {
        var e = new HistoryEvent { EventId = -1, Timestamp = Timestamp.FromDateTime(now) };
        fill(e);
        return e;
    }

    private HistoryEvent? EventOf(WorkflowAction action) => action.WorkflowActionTypeCase switch
    {
        WorkflowAction.WorkflowActionTypeOneofCase.ScheduleTask => Of(action.Id, e => e.TaskScheduled = new()
        {
            Name = action.ScheduleTask.Name,
            Input = action.ScheduleTask.Input,
            TaskExecutionId = action.ScheduleTask.TaskExecutionId,
        }),
        WorkflowAction.WorkflowActionTypeOneofCase.CreateTimer =>
            Of(action.Id, e => e.TimerCreated = new() { FireAt = action.CreateTimer.FireAt }),
        WorkflowAction.WorkflowActionTypeOneofCase.CreateChildWorkflow => Of(action.Id, e => e.ChildWorkflowInstanceCreated = new()
        {
            Name = action.CreateChildWorkflow.Name,
            InstanceId = action.CreateChildWorkflow.InstanceId,
        }),
        WorkflowAction.WorkflowActionTypeOneofCase.CompleteWorkflow => Of(action.Id, e => e.ExecutionCompleted = new()
        {
            WorkflowStatus = action.CompleteWorkflow.WorkflowStatus,
            Result = action.CompleteWorkflow.Result,
        }),
        _ => null,
    };

    private HistoryEvent Of(int id, Action<HistoryEvent> fill)
    {
        var e = New(fill);
        e.EventId = id;
        return e;
    }
}
