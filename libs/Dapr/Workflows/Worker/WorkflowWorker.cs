using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.TaskHub;

namespace Platform.Dapr.Worker;

/// <summary>
/// Takes work from the sidecar as long as the app runs: turns of workflows and activities. A stream that ends is opened again, for ever;
/// what was handed out on it, the host hands out anew.
/// </summary>
internal sealed partial class WorkflowWorker(
    TaskHubClient hub, WorkflowRuntimeOptions options, WorkerParts parts, TimeProvider time, ILogger<WorkflowWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan HelloEvery = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var turns = new Lane<WorkItem>(options.MaxConcurrentWorkflows, item => GuardAsync(item, RunTurnAsync), stoppingToken);
        var activities = new Lane<WorkItem>(
            options.MaxConcurrentActivities, item => GuardAsync(item, each => RunActivityAsync(each, stoppingToken)), stoppingToken);
        var hello = SayHelloAsync(stoppingToken);
        await ConnectForEverAsync(turns, activities, stoppingToken);
        await Task.WhenAll(turns.Ended, activities.Ended, hello);
    }

    private async Task ConnectForEverAsync(Lane<WorkItem> turns, Lane<WorkItem> activities, CancellationToken ct)
    {
        // Short at first, since at start the sidecar is often a moment behind the app; five seconds in the long run, like Dapr's own.
        var pauses = new Pauses(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await foreach (var item in hub.GetWorkItemsAsync(() => Connected(pauses), ct))
                    await AddAsync(item, turns, activities, ct);
                LogEnded(hub.Address);
            }
            catch (GrpcException error)
            {
                LogLost(hub.Address, error.Status, error.Message);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            await PauseAsync(pauses.Next(), ct);
        }
    }

    private void Connected(Pauses pauses)
    {
        pauses.Reset();
        LogConnected(hub.Address, options.Workflows.Count, options.Activities.Count);
    }

    private static ValueTask AddAsync(WorkItem item, Lane<WorkItem> turns, Lane<WorkItem> activities, CancellationToken ct) =>
        item.RequestCase switch
        {
            WorkItem.RequestOneofCase.WorkflowRequest => turns.AddAsync(item, ct),
            WorkItem.RequestOneofCase.ActivityRequest => activities.AddAsync(item, ct),
            // Older sidecars also send health pings and entities.
            _ => ValueTask.CompletedTask,
        };

    private async Task RunTurnAsync(WorkItem item)
    {
        var request = item.WorkflowRequest;
        if (request is { RequiresHistoryStreaming: true, PastEvents.Count: 0 })
            request.PastEvents.AddRange((await hub.GetHistoryAsync(request.InstanceId, null, CancellationToken.None)).Events);

        await parts.Turns.RunAsync(request, response =>
        {
            response.CompletionToken = item.CompletionToken;
            return parts.Completions.SendAsync(request, response);
        });
    }

    private async Task RunActivityAsync(WorkItem item, CancellationToken ct)
    {
        if (await parts.Activities.RunAsync(item.ActivityRequest, ct) is not { } response) return;

        response.CompletionToken = item.CompletionToken;
        await parts.Completions.SendAsync(item.ActivityRequest, response);
    }

    // An item that cannot even be answered is handed out again by the host; the lane goes on.
    private async Task GuardAsync(WorkItem item, Func<WorkItem, Task> run)
    {
        try
        {
            await run(item);
        }
        catch (Exception error)
        {
            LogDropped(item.RequestCase, error);
        }
    }

    // Keeps the connection alive through proxies that forget silent ones.
    private async Task SayHelloAsync(CancellationToken ct)
    {
        while (await PauseAsync(HelloEvery, ct))
        {
            try
            {
                await hub.HelloAsync(HelloEvery, ct);
            }
            catch (Exception error) when (error is GrpcException or OperationCanceledException)
            {
                LogSilent(hub.Address, error.Message);
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken ct)
    {
        await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ct.IsCancellationRequested;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Takes work from {Address}: {Workflows} workflows, {Activities} activities")]
    private partial void LogConnected(Uri? address, int workflows, int activities);

    [LoggerMessage(Level = LogLevel.Information, Message = "The sidecar at {Address} ended the stream of work; it is opened again")]
    private partial void LogEnded(Uri? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No work from the sidecar at {Address} ({Status}): {Reason}; tried again")]
    private partial void LogLost(Uri? address, GrpcStatus status, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Kind} could not be answered")]
    private partial void LogDropped(WorkItem.RequestOneofCase kind, Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The sidecar at {Address} did not answer Hello: {Reason}")]
    private partial void LogSilent(Uri? address, string reason);
}

/// <summary>What runs the two kinds of work, and what sends their results.</summary>
internal sealed record WorkerParts(TurnRunner Turns, ActivityRunner Activities, Completions Completions);
