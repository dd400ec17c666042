using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Dapr.Replay;
using Platform.TaskHub;

namespace Platform.Dapr.Testing;

/// <summary>
/// Replays what has happened to an instance against the code as it is now: a test that keeps histories of running instances finds changes
/// that would break them.
/// </summary>
public static class WorkflowReplay
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Replays a recorded file.</summary>
    /// <param name="path">What <c>./platform workflows history ID</c> printed.</param>
    /// <param name="configure">The workflow as it is now; activities do not run.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When the code has done exactly what the history says.</returns>
    /// <exception cref="FormatException">The file is no history.</exception>
    /// <exception cref="WorkflowDivergedException">The code does something else; the message says where.</exception>
    /// <exception cref="TimeoutException">The code does not come back.</exception>
    public static async Task VerifyAsync(string path, Action<WorkflowRuntimeOptions> configure, CancellationToken ct = default) =>
        await VerifyAsync(WorkflowHistory.Parse(await File.ReadAllTextAsync(path, ct)), configure, ct);

    /// <summary>Replays a history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="configure">The workflow as it is now; activities do not run.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When the code has done exactly what the history says.</returns>
    /// <exception cref="WorkflowDivergedException">The code does something else; the message says where.</exception>
    /// <exception cref="TimeoutException">The code does not come back.</exception>
    public static async Task VerifyAsync(
        WorkflowHistory history, Action<WorkflowRuntimeOptions> configure, CancellationToken ct = default)
    {
        var options = new WorkflowRuntimeOptions();
        configure(options);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var settings = new TurnSettings(
            name => options.Workflows.TryGetValue(name, out var create) ? create(services) : null,
            new WorkflowJson(new DaprClientOptions().Json), NullLoggerFactory.Instance);
        var request = new WorkflowRequest { InstanceId = history.InstanceId };
        request.PastEvents.AddRange(history.Events);

        var thread = new TurnThread();
        var response = await Task.Run(() => new WorkflowTurn(request, settings, thread).RunRecorded(), ct).WaitAsync(Limit, ct);
        Compare(history, response.Actions.LastOrDefault()?.CompleteWorkflow);
    }

    private static void Compare(WorkflowHistory history, CompleteWorkflowAction? now)
    {
        var then = history.Events.LastOrDefault(e => e.ExecutionCompleted is not null)?.ExecutionCompleted;
        if (then?.WorkflowStatus == now?.WorkflowStatus) return;

        var (was, does) = (then is null ? "has not ended" : $"ended as {then.WorkflowStatus}", now is null ? "goes on waiting" : Text(now));
        throw new WorkflowDivergedException($"Instance '{history.InstanceId}' {was}; the code {does}.")
        {
            EventIndex = history.Events.Count - 1,
        };
    }

    private static string Text(CompleteWorkflowAction end) => end.FailureDetails is { } failure
        ? $"fails: {failure.ErrorMessage}"
        : $"ends as {end.WorkflowStatus}";
}
