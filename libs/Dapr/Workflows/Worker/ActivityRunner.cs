using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Dapr.Replay;
using Platform.TaskHub;

namespace Platform.Dapr.Worker;

/// <summary>Runs activities, each with services of a scope of its own.</summary>
internal sealed partial class ActivityRunner(
    WorkflowRuntimeOptions options, WorkflowJson json, IServiceScopeFactory scopes, ILogger<ActivityRunner> log)
{
    /// <summary>Runs one call.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ct">Cancelled when the process stops.</param>
    /// <returns>What became of it; null when the process stops and the call shall run again elsewhere.</returns>
    public async Task<ActivityResponse?> RunAsync(ActivityRequest request, CancellationToken ct)
    {
        var instanceId = request.WorkflowInstance?.InstanceId ?? "";
        using var activity = Tracing.Begin($"activity {request.Name}", ActivityKind.Internal, request.ParentTraceContext, instanceId);
        var response = new ActivityResponse { InstanceId = instanceId, TaskId = request.TaskId };
        try
        {
            response.Result = await CallAsync(request, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            LogFailed(request.Name, instanceId, request.TaskId, error);
            response.FailureDetails = Failures.Of(error);
        }

        return response;
    }

    private async Task<string> CallAsync(ActivityRequest request, CancellationToken ct)
    {
        if (!options.Activities.TryGetValue(request.Name, out var create))
            throw new ActivityNotFoundException($"This app has no activity '{request.Name}'; is it registered with AddDaprWorkflow?");

        await using var scope = scopes.CreateAsyncScope();
        var activity = create(scope.ServiceProvider);
        var input = json.Read(request.Input, activity.InputType, $"The input of activity '{request.Name}'");
        return json.Write(await activity.RunAsync(new CallContext(request, ct), input));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activity {Name}, step {Step} of workflow instance {InstanceId}, failed")]
    private partial void LogFailed(string name, string instanceId, int step, Exception error);

    private sealed class CallContext(ActivityRequest request, CancellationToken stopping) : WorkflowActivityContext
    {
        public override string Identifier => request.Name;

        public override string InstanceId => request.WorkflowInstance?.InstanceId ?? "";

        public override string TaskExecutionKey =>
            request.TaskExecutionId.Length > 0 ? request.TaskExecutionId : $"{InstanceId}|{request.TaskId}";

        public override CancellationToken CancellationToken => stopping;
    }
}

/// <summary>There is no activity of that name in this app.</summary>
internal sealed class ActivityNotFoundException(string message) : Exception(message);
