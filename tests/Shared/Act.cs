using Google.Protobuf.WellKnownTypes;
using Platform.TaskHub;

namespace Platform.Tests;

/// <summary>Actions of a worker, and what is to be seen in a turn.</summary>
internal static class Act
{
    public static WorkflowAction Activity(int id, string name = "Charge", string input = "1") =>
        new() { Id = id, ScheduleTask = new() { Name = name, Input = input, TaskExecutionId = $"x{id}" } };

    public static WorkflowAction Timer(int id, DateTimeOffset fireAt) =>
        new() { Id = id, CreateTimer = new() { FireAt = Timestamp.FromDateTimeOffset(fireAt) } };

    public static WorkflowAction Child(int id, string name, string instanceId = "", string? input = null) =>
        new() { Id = id, CreateChildWorkflow = new() { Name = name, InstanceId = instanceId, Input = input } };

    public static WorkflowAction End(string? result = null, WorkflowStatus status = WorkflowStatus.Completed) =>
        new() { Id = 99, CompleteWorkflow = new() { WorkflowStatus = status, Result = result } };

    public static WorkflowAction Fail(string message) => new()
    {
        Id = 99,
        CompleteWorkflow = new()
        {
            WorkflowStatus = WorkflowStatus.Failed, FailureDetails = new() { ErrorType = "E", ErrorMessage = message },
        },
    };

    /// <summary>Everything the worker is shown, oldest first.</summary>
    public static IEnumerable<HistoryEvent> All(this WorkflowRequest turn) => turn.PastEvents.Concat(turn.NewEvents);

    public static bool Saw(this WorkflowRequest turn, Func<HistoryEvent, bool> what) => turn.All().Any(what);

    public static string NameOf(this WorkflowRequest turn) =>
        turn.All().First(each => each.ExecutionStarted is not null).ExecutionStarted.Name;

    public static int Activities(this WorkflowRequest turn) => turn.All().Count(each => each.TaskCompleted is not null);
}
