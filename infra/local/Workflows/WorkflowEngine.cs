using Platform.Local.Workflows.Work;
using Platform.TaskHub;

namespace Platform.Local.Workflows;

/// <summary>The workflows of one app: what Dapr's task hub does on the sidecar's side.</summary>
/// <remarks>
/// Memory holds a small entry per instance and the histories of active ones; the store holds everything. Each step (an event that
/// arrives, a turn that is answered) changes memory under one gate and becomes one set of writes in one ordered queue. What the world
/// sees of a step (an answer, an activity that starts) waits until its set is durable, so that a crash at any moment only forgets what
/// nobody has seen.
/// </remarks>
internal sealed class WorkflowEngine : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EngineRoom room;
    private readonly EngineParts parts;
    private readonly Dispatcher dispatcher;
    private readonly InstanceDesk desk;
    private readonly Purge purge;
    private readonly Recovery recovery;
    private readonly CancellationTokenSource end = new();
    private readonly Task recovered;
    private readonly ITimer look;

    public WorkflowEngine(EngineOptions options)
    {
        room = new EngineRoom(options);
        parts = new EngineParts(room);
        dispatcher = new Dispatcher(room, parts);
        desk = new InstanceDesk(room, parts, dispatcher);
        purge = new Purge(room, parts, desk);
        recovery = new Recovery(room, parts);
        recovered = Task.Run(() => recovery.RunAsync(end.Token));
        look = options.Time.CreateTimer(_ => parts.Turns.LookForOverdue(Patience), null, LookEvery, LookEvery);
    }

    /// <summary>How many workers are connected.</summary>
    public int Workers => dispatcher.Count;

    /// <summary>The moment, by the host's clock.</summary>
    public DateTimeOffset Now => room.Now;

    /// <summary>What clients may ask, once the store has been read.</summary>
    /// <exception cref="GrpcException">UNAVAILABLE: it cannot be read at the moment.</exception>
    public async ValueTask<InstanceDesk> DeskAsync(CancellationToken ct)
    {
        await RecoveredAsync(ct);
        return desk;
    }

    /// <summary>Forgets instances.</summary>
    public async Task<int> PurgeAsync(string instanceId, bool recursive, bool force, CancellationToken ct)
    {
        await RecoveredAsync(ct);
        return await purge.RunAsync(instanceId, recursive, force, ct);
    }

    /// <summary>Serves a worker until it or the engine goes away.</summary>
    /// <exception cref="GrpcException">UNAVAILABLE: the engine has stopped.</exception>
    public async Task ServeAsync(System.IO.Pipelines.PipeWriter output, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, end.Token);
        var stream = new WorkerStream(dispatcher, output, room.Options.Time);
        try
        {
            dispatcher.Come(stream);
            await stream.RunAsync(either.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatus.Unavailable, "the workflow engine stops");
        }
    }

    /// <summary>A worker's answer to a turn.</summary>
    public Task AnswerAsync(WorkflowResponse response, CancellationToken ct) => parts.Turns.AnswerAsync(response).WaitAsync(ct);

    /// <summary>A worker's answer to an activity.</summary>
    public Task AnswerAsync(ActivityResponse response, CancellationToken ct) => parts.Turns.AnswerAsync(response).WaitAsync(ct);

    /// <summary>A worker's answer that was too large to be read.</summary>
    public void Refuse(string instanceId, int? taskId, string problem) => parts.Turns.Refuse(instanceId, taskId, problem);

    /// <summary>Sends no more work, writes what is to be written, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (end.IsCancellationRequested) return;
        await end.CancelAsync();
        await look.DisposeAsync();
        await recovered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (room.Gate)
        {
            foreach (var instance in room.Instances.Values) parts.Clocks.Stop(instance);
        }

        await room.Writer.DisposeAsync();
    }

    private async ValueTask RecoveredAsync(CancellationToken ct)
    {
        if (!recovered.IsCompleted) await Task.WhenAny(recovered, recovery.Failed).WaitAsync(ct);
        if (!recovered.IsCompletedSuccessfully || end.IsCancellationRequested)
            throw new GrpcException(GrpcStatus.Unavailable, "the state store of the workflows is not available at the moment");
    }
}
