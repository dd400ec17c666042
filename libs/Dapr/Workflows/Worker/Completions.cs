using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Dapr.Replay;
using Platform.TaskHub;

namespace Platform.Dapr.Worker;

/// <summary>
/// Sends what became of work items. A completion whose way is cut off is sent again as it is; if it stays away, the host hands the item out
/// anew. Only what the host has refused for its size is answered by something else: a failure that says so.
/// </summary>
internal sealed partial class Completions(
    TaskHubClient hub, IOptions<DaprClientOptions> options, TimeProvider time, ILogger<Completions> log)
{
    // Some minutes. A host that is away for longer has lost the item's stream, and hands the item out anew.
    private const int MostAttempts = 60;

    public async Task SendAsync(WorkflowRequest request, WorkflowResponse response)
    {
        if (await SendAsync(response.InstanceId, () => hub.CompleteAsync(response, options.Value.Timeout, CancellationToken.None))) return;

        var largest = response.Actions.Select(action => action.CalculateSize()).DefaultIfEmpty().Max();
        var error = new PayloadTooLargeException(
            $"The answer of the workflow has {response.CalculateSize():N0} bytes (its largest step {largest:N0}), more than the host "
            + "takes. Pass large data by reference, e.g. as a file in a store.");
        var failed = Responses.Failed(request, error);
        failed.CompletionToken = response.CompletionToken;
        await SendAsync(response.InstanceId, () => hub.CompleteAsync(failed, options.Value.Timeout, CancellationToken.None));
    }

    public async Task SendAsync(ActivityRequest request, ActivityResponse response)
    {
        if (await SendAsync(response.InstanceId, () => hub.CompleteAsync(response, options.Value.Timeout, CancellationToken.None))) return;

        var error = new PayloadTooLargeException(
            $"The result of activity '{request.Name}' has {response.CalculateSize():N0} bytes, more than the host takes. "
            + "Pass large data by reference, e.g. as a file in a store.");
        var failed = new ActivityResponse(response) { Result = null, FailureDetails = Failures.Of(error) };
        await SendAsync(response.InstanceId, () => hub.CompleteAsync(failed, options.Value.Timeout, CancellationToken.None));
    }

    /// <returns>False when the host refused the message for its size.</returns>
    private async Task<bool> SendAsync(string instanceId, Func<Task> send)
    {
        var pauses = new Pauses(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await send();
                return true;
            }
            catch (GrpcException error) when (IsPassing(error.Status) && attempt < MostAttempts)
            {
                await Task.Delay(pauses.Next(), time);
            }
            catch (GrpcException error)
            {
                LogUnsent(instanceId, error.Status, error.Message);
                return !IsTooLarge(error);
            }
        }
    }

    private static bool IsPassing(GrpcStatus status) => status is GrpcStatus.Unavailable or GrpcStatus.DeadlineExceeded;

    private static bool IsTooLarge(GrpcException error) =>
        error.Status is GrpcStatus.ResourceExhausted && error.Message.Contains("larger than max", StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A completion of instance {InstanceId} was not taken ({Status}): {Reason}")]
    private partial void LogUnsent(string instanceId, GrpcStatus status, string reason);
}

/// <summary>A payload that the host does not take.</summary>
internal sealed class PayloadTooLargeException(string message) : Exception(message);
