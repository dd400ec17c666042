using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Dapr.Grpc;
using Platform.TaskHub;

namespace Platform.Dapr;

/// <summary>
/// Starts, watches and steers workflows of this app. Names and parameters are those of Dapr's .NET package. Safe for concurrent use; one
/// per app. Members are virtual so that a test can replace one.
/// </summary>
public partial class DaprWorkflowClient : IDisposable
{
    private readonly TaskHubClient hub;
    private readonly WorkflowJson json;
    private readonly TimeProvider time;
    private readonly TimeSpan timeout;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where the sidecar is, how long calls may take, and how values become JSON.</param>
    /// <param name="time">For deadlines and pauses; null for the system's clock.</param>
    public DaprWorkflowClient(DaprClientOptions options, TimeProvider? time = null)
        : this(new TaskHubClient(new GrpcClient(options, time ?? TimeProvider.System)), options, time ?? TimeProvider.System)
    {
    }

    internal DaprWorkflowClient(TaskHubClient hub, DaprClientOptions options, TimeProvider time)
    {
        (this.hub, this.time) = (hub, time);
        (timeout, json) = (options.Timeout, new(options.Json));
    }

    /// <summary>Starts an instance; returns when a worker has taken it, or at once when it shall start later.</summary>
    /// <param name="name">The workflow's name.</param>
    /// <param name="instanceId">Its id; null for a new one. An id makes starting safe to repeat.</param>
    /// <param name="input">Becomes JSON; null for none.</param>
    /// <param name="startTime">When it shall start; null for now.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The instance's id.</returns>
    /// <exception cref="DaprException">
    /// An instance of that id has not ended yet (its status is Conflict), no worker took it in time, or the sidecar cannot be reached.
    /// </exception>
    public virtual async Task<string> ScheduleNewWorkflowAsync(
        string name, string? instanceId = null, object? input = null, DateTimeOffset? startTime = null, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var request = new CreateInstanceRequest
        {
            InstanceId = instanceId ?? Guid.NewGuid().ToString("N"),
            Name = name,
            Input = json.Write(input),
            ScheduledStartTimestamp = startTime is { } start ? Timestamp.FromDateTimeOffset(start) : null,
            ParentTraceContext = Tracing.Current(Activity.Current),
        };
        return (await CallAsync("StartInstance", request, CreateInstanceResponse.Parser, ct)).InstanceId;
    }

    /// <summary>Reads an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, result, custom status and failure are wanted too.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What is known; null when there is no such instance.</returns>
    /// <exception cref="DaprException">The sidecar cannot be reached.</exception>
    public virtual async Task<WorkflowState?> GetWorkflowStateAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken ct = default) =>
        StateOf(await CallAsync("GetInstance", RequestFor(instanceId, getInputsAndOutputs), GetInstanceResponse.Parser, ct));

    /// <summary>Waits until an instance has begun.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, result, custom status and failure are wanted too.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What is known.</returns>
    /// <exception cref="DaprException">There is no such instance.</exception>
    public virtual Task<WorkflowState> WaitForWorkflowStartAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken ct = default) =>
        WaitAsync("WaitForInstanceStart", instanceId, getInputsAndOutputs, ct);

    /// <summary>Waits until an instance has ended, however it ended.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, result, custom status and failure are wanted too.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What is known.</returns>
    /// <exception cref="DaprException">There is no such instance.</exception>
    public virtual Task<WorkflowState> WaitForWorkflowCompletionAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken ct = default) =>
        WaitAsync("WaitForInstanceCompletion", instanceId, getInputsAndOutputs, ct);

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections.</summary>
    /// <param name="disposing">False only from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) hub.Dispose();
    }

    // The sidecar answers when it has happened; a call that breaks off is made anew, ever more slowly.
    private async Task<WorkflowState> WaitAsync(string method, string instanceId, bool withPayloads, CancellationToken ct)
    {
        var request = RequestFor(instanceId, withPayloads);
        for (var pauses = new Pauses(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(15)); ;)
        {
            try
            {
                var response = await hub.CallAsync(method, request, GetInstanceResponse.Parser, null, ct);
                return StateOf(response) ?? throw new GrpcException(GrpcStatus.NotFound, $"There is no workflow instance '{instanceId}'.");
            }
            catch (GrpcException error) when (error.Status is GrpcStatus.Unavailable or GrpcStatus.DeadlineExceeded)
            {
                await Task.Delay(pauses.Next(), time, ct);
            }
            catch (GrpcException error)
            {
                throw GrpcFailure.ToDapr(error);
            }
        }
    }

    private async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken ct)
        where T : class, IMessage<T>
    {
        try
        {
            return await hub.CallAsync(method, request, parser, timeout, ct);
        }
        catch (GrpcException error)
        {
            throw GrpcFailure.ToDapr(error);
        }
    }

    private WorkflowState? StateOf(GetInstanceResponse response) =>
        response.Exists && response.WorkflowState is { } state ? new(state, json) : null;

    private static GetInstanceRequest RequestFor(string instanceId, bool withPayloads)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new() { InstanceId = instanceId, GetInputsAndOutputs = withPayloads };
    }
}
