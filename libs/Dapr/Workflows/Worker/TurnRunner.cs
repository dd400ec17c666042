using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Platform.Dapr.Replay;
using Platform.TaskHub;

namespace Platform.Dapr.Worker;

/// <summary>Runs turns of workflows and answers for them, also when their code does not come back.</summary>
internal sealed partial class TurnRunner(
    WorkflowRuntimeOptions options, WorkflowJson json, IServiceProvider services, ILoggerFactory loggers, TimeProvider time)
{
    // Instances that are caught after their turn; more are forgotten, and caught again.
    private const int MostCaught = 1_024;

    private readonly ILogger log = loggers.CreateLogger<TurnRunner>();
    private readonly ConcurrentDictionary<string, string> caught = new();
    private readonly TurnSettings settings = new(
        name => options.Workflows.TryGetValue(name, out var create) ? create(services) : null, json, loggers);

    /// <summary>Runs a turn on the calling thread.</summary>
    /// <param name="request">The turn.</param>
    /// <param name="send">Sends the answer; called once, from whichever thread has it.</param>
    public async Task RunAsync(WorkflowRequest request, Func<WorkflowResponse, Task> send)
    {
        var started = Responses.StartOf(request);
        using var activity = Tracing.Begin(
            $"workflow {started?.Name}", ActivityKind.Internal, started?.ParentTraceContext, request.InstanceId);
        var answer = new OneAnswer(send);
        var thread = new TurnThread(deed => Catch(request, deed));
        using var limit = time.CreateTimer(
            _ => GiveUp(request, thread, answer), null, options.TurnTimeout, Timeout.InfiniteTimeSpan);

        var response = caught.TryRemove(request.InstanceId, out var deed)
            ? WorkflowTurn.Foreign(request, deed)
            : new WorkflowTurn(request, settings, thread).Run();
        if (FailureIn(response) is { } failure) Tell(request, started, failure, activity);
        await answer.GiveAsync(response);
    }

    private void GiveUp(WorkflowRequest request, TurnThread thread, OneAnswer answer)
    {
        if (!answer.IsGiven)
        {
            LogStuck(Responses.StartOf(request)?.Name, request.InstanceId, options.TurnTimeout);
            _ = answer.GiveAsync(WorkflowTurn.Stuck(request, options.TurnTimeout));
        }

        // Only now: what the code throws when its time is up must not be the first answer, for it does not name the workflow.
        thread.Expire();
    }

    private void Catch(WorkflowRequest request, string deed)
    {
        LogCaught(Responses.StartOf(request)?.Name, request.InstanceId, deed);
        if (caught.Count < MostCaught) caught[request.InstanceId] = deed;
    }

    private void Tell(WorkflowRequest request, ExecutionStartedEvent? started, TaskFailureDetails failure, Activity? activity)
    {
        activity?.SetStatus(ActivityStatusCode.Error, failure.ErrorMessage);
        LogFailed(started?.Name, request.InstanceId, failure.ErrorType, failure.ErrorMessage);
    }

    private static TaskFailureDetails? FailureIn(WorkflowResponse response) =>
        response.Actions.Count > 0 ? response.Actions[^1].CompleteWorkflow?.FailureDetails : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Workflow {Name} of instance {InstanceId} did not come back within {Limit}; it fails")]
    private partial void LogStuck(string? name, string instanceId, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Error, Message = "Workflow {Name} of instance {InstanceId} will fail at its next turn: {Deed}")]
    private partial void LogCaught(string? name, string instanceId, string deed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workflow {Name} of instance {InstanceId} failed: {ErrorType}: {ErrorMessage}")]
    private partial void LogFailed(string? name, string instanceId, string errorType, string errorMessage);

    /// <summary>The first answer counts.</summary>
    private sealed class OneAnswer(Func<WorkflowResponse, Task> send)
    {
        private int given;

        public bool IsGiven => Volatile.Read(ref given) != 0;

        public Task GiveAsync(WorkflowResponse response) =>
            Interlocked.Exchange(ref given, 1) == 0 ? send(response) : Task.CompletedTask;
    }
}
