using Microsoft.Extensions.Logging;
using Platform.Local.Workflows.Records;
using Platform.TaskHub;

namespace Platform.Local.Workflows.Work;

/// <summary>Makes what waits ready for a worker: loads histories that are in the store only, and puts the work items together.</summary>
internal sealed partial class Dispatcher(EngineRoom room, EngineParts parts)
{
    private const int Most = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger log = room.Options.Log;
    private readonly HashSet<WorkerStream> streams = [];

    /// <summary>How many workers are connected.</summary>
    public int Count
    {
        get
        {
            lock (room.Gate) return streams.Count;
        }
    }

    /// <summary>Done when a worker is connected.</summary>
    public TaskCompletionSource Connected { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A worker has come: instances for which there was none before are tried with it.</summary>
    public void Come(WorkerStream stream)
    {
        lock (room.Gate)
        {
            streams.Add(stream);
            Connected.TrySetResult();
            foreach (var instance in room.Instances.Values.Where(each => each.Status is WorkflowStatus.Stalled))
            {
                if (!instance.IsQueued && instance.Turn is null) room.Queue.Add(instance);
            }
        }
    }

    /// <summary>A worker has gone: its work is for others.</summary>
    public void Gone(WorkerStream stream)
    {
        lock (room.Gate)
        {
            if (!streams.Remove(stream)) return;
            room.Queue.TakeBack(stream);
            if (streams.Count == 0) Connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits for the next work and notes that this stream gets it.</summary>
    public async Task<IReadOnlyList<SentWork>> NextAsync(WorkerStream stream, CancellationToken ct)
    {
        while (true)
        {
            var (turns, activities, signal) = Take();
            if (signal is not null)
            {
                await signal.WaitAsync(ct);
                continue;
            }

            var problem = await LoadAsync(turns, ct);
            var work = Send(stream, turns, activities, isLoaded: problem is null);
            if (work.Count > 0) return work;
            if (problem is not null) await Task.Delay(Pause, room.Options.Time, ct);
        }
    }

    private (List<Instance> Turns, List<DueActivity> Activities, Task? Signal) Take()
    {
        lock (room.Gate)
        {
            var (turns, activities) = room.Queue.Take(Most);
            return (turns, activities, turns.Count + activities.Count > 0 ? null : room.Queue.NextAsync());
        }
    }

    private async Task<Exception?> LoadAsync(List<Instance> turns, CancellationToken ct)
    {
        try
        {
            await parts.Loader.LoadAsync(turns, ct);
            return null;
        }
        catch (Exception error)
        {
            if (!ct.IsCancellationRequested) LogNotLoaded(error, turns.Count);
            return error;
        }
    }

    private List<SentWork> Send(WorkerStream stream, List<Instance> turns, List<DueActivity> activities, bool isLoaded)
    {
        var due = new List<DueWork>(turns.Count + activities.Count);
        lock (room.Gate)
        {
            var isHere = streams.Contains(stream);
            foreach (var instance in turns)
            {
                if (!isLoaded || !isHere) room.Queue.Add(instance);
                else if (Ready(instance) is { } turn) due.Add(turn);
            }

            foreach (var activity in activities)
            {
                if (!isHere) room.Queue.Add(activity);
                else if (!activity.IsCancelled) due.Add(activity);
            }

            foreach (var work in due) room.Queue.Send(work, stream, room.Now);
        }

        // Putting bodies together copies whole histories, so it is done outside of the gate: nothing changes them while a turn is out.
        return Bodies(due);
    }

    private List<SentWork> Bodies(List<DueWork> due)
    {
        var bodies = new List<SentWork>(due.Count);
        foreach (var work in due)
        {
            var token = work.Token;
            if (token.Length == 0) continue;
            var body = work.Body();
            if (work is not DueTurn turn || body.Length <= room.Options.MaxBytes) bodies.Add(new SentWork(body, token));
            else parts.Turns.TooLarge(turn, token, body.Length);
        }

        return bodies;
    }

    // Null when there turns out to be nothing for a worker. Queued until then, so that what is delivered meanwhile queues nothing more.
    private DueTurn? Ready(Instance instance)
    {
        var set = new WriteSet();
        var turn = instance.IsErased || instance.History is null ? null : Ready(instance, set);
        if (turn is null) instance.IsQueued = false;
        if (set.IsEmpty) return turn;
        room.Writer.Enqueue(set);
        // What was settled without a worker may have been only a part of what waits.
        if (turn is null) parts.Inboxes.Wake(instance);
        return turn;
    }

    private DueTurn? Ready(Instance instance, WriteSet set)
    {
        parts.Clocks.Fire(instance, set);
        if (instance.LacksActivities) Revive(instance);
        return parts.Inboxes.IsDue(instance) || instance.Status is WorkflowStatus.Stalled ? parts.Turns.Begin(instance, set) : null;
    }

    private void Revive(Instance instance)
    {
        instance.LacksActivities = false;
        if (instance.History is not { } history) return;
        var answered = (instance.Inbox ?? []).Select(item => Answer(item.Event)).OfType<int>().ToHashSet();
        var unawaited = instance.Record.Unawaited.ToHashSet();
        foreach (var (id, scheduled) in history.State.PendingActivities)
        {
            if (answered.Contains(id) || (instance.IsOver && !unawaited.Contains(id))) continue;
            room.Queue.Add(new DueActivity(instance, history.State.ExecutionId, scheduled));
        }
    }

    private static int? Answer(HistoryEvent? arrived) => arrived?.TaskCompleted?.TaskScheduledId ?? arrived?.TaskFailed?.TaskScheduledId;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Histories of {Count} workflow instances could not be read; they are tried again")]
    private partial void LogNotLoaded(Exception error, int count);
}
