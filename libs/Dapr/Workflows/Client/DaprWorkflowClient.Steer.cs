using Platform.TaskHub;

namespace Platform.Dapr;

public partial class DaprWorkflowClient
{
    /// <summary>Sends an event to an instance; kept until the workflow waits for it. One that has ended ignores it.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="eventName">The event; case does not count.</param>
    /// <param name="eventPayload">Becomes JSON; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is kept.</returns>
    /// <exception cref="DaprException">There is no such instance, or the sidecar cannot be reached.</exception>
    public virtual Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var request = new RaiseEventRequest { InstanceId = Checked(instanceId), Name = eventName, Input = json.Write(eventPayload) };
        return CallAsync("RaiseEvent", request, RaiseEventResponse.Parser, ct);
    }

    /// <summary>Ends an instance where it is, and its children.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="output">Becomes its result; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it has ended.</returns>
    /// <exception cref="DaprException">There is no such instance, or the sidecar cannot be reached.</exception>
    public virtual Task TerminateWorkflowAsync(string instanceId, object? output = null, CancellationToken ct = default)
    {
        var request = new TerminateRequest { InstanceId = Checked(instanceId), Output = json.Write(output), Recursive = true };
        return CallAsync("TerminateInstance", request, TerminateResponse.Parser, ct);
    }

    /// <summary>Pauses an instance: what happens is kept, and nothing goes on.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">Why; null when nobody says.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is paused, or has ended.</returns>
    /// <exception cref="DaprException">There is no such instance, or the sidecar cannot be reached.</exception>
    public virtual Task SuspendWorkflowAsync(string instanceId, string? reason = null, CancellationToken ct = default) =>
        CallAsync("SuspendInstance", new SuspendRequest { InstanceId = Checked(instanceId), Reason = reason }, SuspendResponse.Parser, ct);

    /// <summary>Lets a paused instance go on.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">Why; null when nobody says.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it goes on, or has ended.</returns>
    /// <exception cref="DaprException">There is no such instance, or the sidecar cannot be reached.</exception>
    public virtual Task ResumeWorkflowAsync(string instanceId, string? reason = null, CancellationToken ct = default) =>
        CallAsync("ResumeInstance", new ResumeRequest { InstanceId = Checked(instanceId), Reason = reason }, ResumeResponse.Parser, ct);

    /// <summary>Forgets an instance that has ended, and its children.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DaprException">It has not ended, or the sidecar cannot be reached.</exception>
    public virtual async Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken ct = default)
    {
        var request = new PurgeInstancesRequest { InstanceId = Checked(instanceId), Recursive = true };
        try
        {
            return (await CallAsync("PurgeInstances", request, PurgeInstancesResponse.Parser, ct)).DeletedInstanceCount > 0;
        }
        catch (DaprException error) when (GrpcFailure.IsNotFound(error))
        {
            return false;
        }
    }

    /// <summary>Lists the app's instances.</summary>
    /// <param name="continuationToken">From the page before; null for the first page.</param>
    /// <param name="pageSize">The most ids of a page; null for the sidecar's own limit.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The ids, and the token of the next page; null when this is the last one.</returns>
    /// <exception cref="DaprException">The sidecar cannot be reached, or is older than Dapr 1.17.</exception>
    public virtual async Task<WorkflowInstancePage> ListInstanceIdsAsync(
        string? continuationToken = null, int? pageSize = null, CancellationToken ct = default)
    {
        var request = new ListInstanceIdsRequest();
        if (continuationToken is not null) request.ContinuationToken = continuationToken;
        if (pageSize is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(pageSize));
            request.PageSize = (uint)size;
        }

        var page = await CallAsync("ListInstanceIDs", request, ListInstanceIdsResponse.Parser, ct);
        return new([.. page.InstanceIds], page.HasContinuationToken && page.ContinuationToken.Length > 0 ? page.ContinuationToken : null);
    }

    /// <summary>Reads what has happened to an instance, e.g. to replay it against changed code in a test.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Its history.</returns>
    /// <exception cref="DaprException">There is no such instance, or the sidecar cannot be reached, or is older than Dapr 1.17.</exception>
    public virtual async Task<WorkflowHistory> GetInstanceHistoryAsync(string instanceId, CancellationToken ct = default)
    {
        var request = new GetInstanceHistoryRequest { InstanceId = Checked(instanceId) };
        var history = await CallAsync("GetInstanceHistory", request, GetInstanceHistoryResponse.Parser, ct);
        return new(instanceId, [.. history.Events]);
    }

    /// <summary>Runs an instance that has ended again, from one of its steps; what came before is taken over.</summary>
    /// <param name="sourceInstanceId">The instance that has ended.</param>
    /// <param name="eventId">The step, by the id that the history has for it.</param>
    /// <param name="options">The new instance's id and the step's new input; null for a new id and the old input.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The new instance's id.</returns>
    /// <exception cref="DaprException">There is no such instance or step, or the sidecar cannot be reached.</exception>
    public virtual async Task<string> RerunWorkflowFromEventAsync(
        string sourceInstanceId, int eventId, RerunWorkflowOptions? options = null, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(eventId);
        var request = new RerunWorkflowFromEventRequest { SourceInstanceId = Checked(sourceInstanceId), EventId = (uint)eventId };
        if (options?.NewInstanceId is { } id) request.NewInstanceId = id;
        if (options is { OverwriteInput: true }) (request.OverwriteInput, request.Input) = (true, json.Write(options.Input));
        return (await CallAsync("RerunWorkflowFromEvent", request, RerunWorkflowFromEventResponse.Parser, ct)).NewInstanceId;
    }

    private static string Checked(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return instanceId;
    }
}
