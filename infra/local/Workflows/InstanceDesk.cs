using Google.Protobuf.WellKnownTypes;
using Platform.Local.Workflows.Records;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows;

/// <summary>What clients ask of instances: start, read, wait, raise, end, pause, purge.</summary>
/// <remarks>What changes something returns when it is durable; while the store is away, calls are refused and do nothing.</remarks>
internal sealed class InstanceDesk(EngineRoom room, EngineParts parts, Work.Dispatcher dispatcher)
{
    public const string NoSuchInstance = "no such instance exists";

    /// <summary>Starts an instance and waits for its first turn; without a worker nothing is stored until one comes.</summary>
    public async Task<string> StartAsync(CreateInstanceRequest request, CancellationToken ct)
    {
        if (request.InstanceId.Length == 0) request.InstanceId = Guid.NewGuid().ToString();
        if (Births.Problem(request.InstanceId) is { } problem) throw new GrpcException(GrpcStatus.InvalidArgument, problem);
        if (request.Name.Length == 0) throw new GrpcException(GrpcStatus.InvalidArgument, "the workflow's name is empty");
        await WorkerAsync(ct);
        var start = NewEvent.Started(request, Guid.NewGuid().ToString(), room.Now);
        var (instance, written) = Create(new NewInstance(request.InstanceId, start));
        await room.Writer.DurableAsync(written, ct);
        if (request.ScheduledStartTimestamp is null) await ReachAsync(instance, status => status is not WorkflowStatus.Pending, ct);
        return request.InstanceId;
    }

    /// <summary>What there is to know of an instance; null when there is none.</summary>
    public async Task<WorkflowState?> ReadAsync(string instanceId, bool withPayloads, CancellationToken ct)
    {
        if (Find(instanceId) is not { } instance) return null;
        var (report, written) = await ReportAsync(instance, withPayloads, ct);
        await room.Writer.DurableAsync(written, ct);
        return report;
    }

    /// <summary>Waits until an instance has a status.</summary>
    /// <exception cref="GrpcException">There is no such instance, or it was purged meanwhile.</exception>
    public async Task<WorkflowState> WaitAsync(GetInstanceRequest request, Func<WorkflowStatus, bool> holds, CancellationToken ct)
    {
        await ReachAsync(Existing(request.InstanceId), holds, ct);
        return await ReadAsync(request.InstanceId, request.GetInputsAndOutputs, ct) ?? throw Unknown();
    }

    /// <summary>Puts an event into an inbox. One for an instance that has ended is accepted and ignored.</summary>
    /// <exception cref="GrpcException">There is no such instance.</exception>
    public async Task DeliverAsync(string instanceId, HistoryEvent arrived, CancellationToken ct)
    {
        room.Writer.ThrowIfAway();
        Task written;
        lock (room.Gate)
        {
            var set = new WriteSet();
            var instance = Existing(instanceId);
            parts.Inboxes.Deliver(instance, arrived, set);
            written = set.IsEmpty ? instance.Written : room.Writer.Enqueue(set);
        }

        await room.Writer.DurableAsync(written, ct);
    }

    /// <summary>Puts an event into an inbox and waits until the instance is as asked, or has ended.</summary>
    public async Task DeliverAsync(string instanceId, HistoryEvent arrived, Func<WorkflowStatus, bool> holds, CancellationToken ct)
    {
        await DeliverAsync(instanceId, arrived, ct);
        await ReachAsync(Existing(instanceId), status => holds(status) || Instance.IsEnd(status), ct);
    }

    /// <summary>The whole history, oldest first.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string instanceId, CancellationToken ct)
    {
        var (history, written) = await LoadedAsync(Existing(instanceId), (history, instance) => (history.Events(), instance.Written), ct);
        await room.Writer.DurableAsync(written, ct);
        return history;
    }

    /// <summary>Ids after this one, in order.</summary>
    public IReadOnlyList<string> List(string after, int most)
    {
        lock (room.Gate)
        {
            return [.. room.Instances.Keys.Where(id => string.CompareOrdinal(id, after) > 0).Order(StringComparer.Ordinal).Take(most)];
        }
    }

    /// <summary>Starts an instance that repeats another up to an event.</summary>
    public async Task<string> RerunAsync(RerunWorkflowFromEventRequest request, CancellationToken ct)
    {
        if (!request.HasNewInstanceId || request.NewInstanceId.Length == 0) request.NewInstanceId = Guid.NewGuid().ToString();
        if (Births.Problem(request.NewInstanceId) is { } problem) throw new GrpcException(GrpcStatus.InvalidArgument, problem);
        if (request.NewInstanceId == request.SourceInstanceId)
            throw new GrpcException(GrpcStatus.InvalidArgument, "the new instance id must not be that of the instance that runs again");
        var source = Existing(request.SourceInstanceId);
        if (!source.IsOver)
            throw new GrpcException(GrpcStatus.FailedPrecondition, $"'{source.Id}' has not ended; only what has ended runs again");
        await WorkerAsync(ct);
        room.Writer.ThrowIfAway();
        var past = await HistoryAsync(source.Id, ct);
        var events = Rerun.History(past, request, Guid.NewGuid().ToString(), room.Now);
        await room.Writer.DurableAsync(Copy(request.NewInstanceId, events), ct);
        return request.NewInstanceId;
    }

    private Task Copy(string newId, IReadOnlyList<HistoryEvent> events)
    {
        lock (room.Gate)
        {
            if (room.Instances.TryGetValue(newId, out var existing) && !existing.IsOver) throw Active(newId);
            var set = new WriteSet();
            if (existing is not null) parts.Births.Erase(existing, set);
            var start = events.First(each => each.ExecutionStarted is not null);
            var instance = parts.Births.Add(new NewInstance(newId, start), new History(), set);
            var state = InstanceState.Of(events);
            var children = events.Where(each => state.PendingChildren.ContainsKey(each.EventId))
                .Where(each => each.ChildWorkflowInstanceCreated is not null)
                .Select(each => NewInstance.Child(each, start.ExecutionStarted));
            var commit = new TurnCommit
            {
                Appended = events, Activities = [.. state.PendingActivities.Values], Starts = [.. children],
            };
            parts.Commits.Apply(instance, commit, 0, set);
            return room.Writer.Enqueue(set);
        }
    }

    private async Task WorkerAsync(CancellationToken ct)
    {
        Task connected;
        lock (room.Gate) connected = dispatcher.Connected.Task;
        await connected.WaitAsync(ct);
    }

    private (Instance Instance, Task Written) Create(NewInstance created)
    {
        room.Writer.ThrowIfAway();
        lock (room.Gate)
        {
            var set = new WriteSet();
            if (!parts.Births.TryCreate(created, set)) throw Active(created.InstanceId);
            return (room.Instances[created.InstanceId], room.Writer.Enqueue(set));
        }
    }

    private async Task ReachAsync(Instance instance, Func<WorkflowStatus, bool> holds, CancellationToken ct)
    {
        var waiter = new StatusWaiter(holds, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Task written;
        lock (room.Gate)
        {
            if (instance.IsErased) throw Unknown();
            if (holds(instance.Status)) waiter.Reached.TrySetResult(true);
            else (instance.Waiters ??= []).Add(waiter);
            written = instance.Written;
        }

        try
        {
            if (!await room.Writer.UnlessAwayAsync(waiter.Reached.Task, ct)) throw Unknown();
            await room.Writer.DurableAsync(written, ct);
        }
        finally
        {
            lock (room.Gate) instance.Waiters?.Remove(waiter);
        }
    }

    private Task<(WorkflowState Report, Task Written)> ReportAsync(Instance instance, bool withPayloads, CancellationToken ct) =>
        LoadedAsync(instance, (history, each) => (Report(each, history, withPayloads), each.Written), ct);

    private WorkflowState Report(Instance instance, History history, bool withPayloads)
    {
        if (history.State.Start is not null) return InstanceReport.Of(instance.Id, history.State, history.CustomStatus, withPayloads);
        var start = instance.Inbox?.Find(item => item.Event?.ExecutionStarted is not null).Event
            ?? throw new GrpcException(GrpcStatus.DataLoss, $"'{instance.Id}' has no beginning");
        var report = InstanceReport.OfPending(instance.Id, start, withPayloads);
        report.WorkflowStatus = instance.Status;
        report.CreatedTimestamp ??= Timestamp.FromDateTimeOffset(room.Now);
        return report;
    }

    // Between loading and reading, the cache may let go of it again.
    private async Task<T> LoadedAsync<T>(Instance instance, Func<History, Instance, T> read, CancellationToken ct)
    {
        const int most = 10;
        for (var i = 0; i < most; i++)
        {
            await parts.Loader.LoadAsync([instance], ct);
            lock (room.Gate)
            {
                if (instance.IsErased) throw Unknown();
                if (instance.History is { } history) return read(history, instance);
            }
        }

        throw new GrpcException(GrpcStatus.DataLoss, $"the history of '{instance.Id}' cannot be read");
    }

    private Instance? Find(string instanceId)
    {
        lock (room.Gate) return room.Instances.GetValueOrDefault(instanceId);
    }

    private Instance Existing(string instanceId) => Find(instanceId) ?? throw Unknown();

    private static GrpcException Unknown() => new(GrpcStatus.Unknown, NoSuchInstance);

    private static GrpcException Active(string instanceId) =>
        new(GrpcStatus.AlreadyExists, $"an active workflow with ID '{instanceId}' already exists");
}
