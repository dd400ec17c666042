using Platform.Local.Resources;

namespace Platform.Local.Workflows.Work;

/// <summary>What waits for a worker, and what is with one. Used under the engine's gate only.</summary>
internal sealed class WorkQueue(WorkflowSettings settings)
{
    private readonly string run = Guid.NewGuid().ToString("N")[..12];
    private readonly Queue<Instance> turns = new();
    private readonly Queue<DueActivity> activities = new();
    private readonly Dictionary<string, DueWork> sent = new(StringComparer.Ordinal);
    private readonly Queue<TaskCompletionSource> idle = new();
    private int turnsOut;
    private int activitiesOut;
    private long tokens;

    /// <summary>What workers have and have not answered.</summary>
    public IEnumerable<DueWork> Sent => sent.Values;

    public void Add(Instance instance)
    {
        instance.IsQueued = true;
        turns.Enqueue(instance);
        WakeOne();
    }

    public void Add(DueActivity activity)
    {
        (activity.Instance.Activities ??= [])[activity.Scheduled.EventId] = activity;
        activities.Enqueue(activity);
        WakeOne();
    }

    /// <summary>Takes instances to make ready and activities to send, oldest first, as far as the limits allow.</summary>
    public (List<Instance> Turns, List<DueActivity> Activities) Take(int most)
    {
        var (ready, due) = (new List<Instance>(), new List<DueActivity>());
        var room = Math.Min(most, (settings.MaxTurns ?? int.MaxValue) - turnsOut);
        while (ready.Count < room && turns.TryDequeue(out var instance))
        {
            if (!instance.IsErased) ready.Add(instance);
        }

        room = Math.Min(most, (settings.MaxActivities ?? int.MaxValue) - activitiesOut);
        while (due.Count < room && activities.TryDequeue(out var activity))
        {
            if (!activity.IsCancelled) due.Add(activity);
        }

        return (ready, due);
    }

    /// <summary>Completes when there may be something to take.</summary>
    public Task NextAsync()
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        idle.Enqueue(signal);
        return signal.Task;
    }

    /// <summary>Notes that a worker gets it, under a token that was never used.</summary>
    public void Send(DueWork work, WorkerStream stream, DateTimeOffset now)
    {
        (work.Token, work.Stream, work.SentAt) = ($"{run}-{++tokens}", stream, now);
        sent[work.Token] = work;
        Count(work, 1);
        if (work is DueTurn turn) (work.Instance.Turn, work.Instance.IsQueued) = (turn, false);
    }

    /// <summary>What a worker answers; null when the token is an old one, and of an empty token whatever fits.</summary>
    public DueWork? Answered(string token, Func<DueWork?> whenEmpty)
    {
        var work = token.Length == 0 ? whenEmpty() : sent.GetValueOrDefault(token);
        if (work is null || !sent.Remove(work.Token)) return null;
        Forget(work);
        return work;
    }

    /// <summary>The stream is gone: what it had goes back to the queue, for another worker and under other tokens.</summary>
    public void TakeBack(WorkerStream stream)
    {
        foreach (var work in sent.Values.Where(work => work.Stream == stream).ToList())
        {
            sent.Remove(work.Token);
            Forget(work);
            if (work is DueActivity activity) Add(activity);
            else Add(work.Instance);
        }

        WakeAll();
    }

    /// <summary>Nothing of this instance is sent or answered any more.</summary>
    public void Cancel(Instance instance)
    {
        if (instance.Turn is { } turn) Drop(turn);
        foreach (var activity in instance.Activities?.Values ?? Enumerable.Empty<DueActivity>()) Drop(activity);
        instance.Activities = null;
    }

    public void WakeAll()
    {
        while (idle.TryDequeue(out var signal)) signal.TrySetResult();
    }

    private void Drop(DueWork work)
    {
        work.IsCancelled = true;
        if (sent.Remove(work.Token)) Forget(work);
    }

    private void Forget(DueWork work)
    {
        (work.Token, work.Stream) = ("", null);
        Count(work, -1);
        if (work is DueTurn) work.Instance.Turn = null;
        if (settings.MaxTurns is not null || settings.MaxActivities is not null) WakeOne();
    }

    private void Count(DueWork work, int by)
    {
        if (work is DueTurn) turnsOut += by;
        else activitiesOut += by;
    }

    private void WakeOne()
    {
        while (idle.TryDequeue(out var signal))
        {
            if (signal.TrySetResult()) return;
        }
    }
}
