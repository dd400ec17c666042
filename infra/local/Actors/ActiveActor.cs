namespace Platform.Local.Actors;

/// <summary>An actor that the app holds: its turns, its timers, and when to look whether it is still used.</summary>
internal sealed class ActiveActor(ActorId id, ActorSettings settings, TimeProvider time)
{
    // Made by the first timer: most actors have none.
    private Dictionary<string, ActorTimer>? timers;
    private bool ended;

    public ActorId Id => id;

    public ActorSettings Settings => settings;

    public ActorTurns Turns { get; } = new(id, settings, time);

    /// <summary>The next look; disposed when the actor goes.</summary>
    public IDisposable? IdleCheck { get; set; }

    /// <summary>Takes a timer in, in the place of one of the same name. False: there are too many, or the actor is let go.</summary>
    public bool TryPut(ActorTimer timer, int most)
    {
        lock (Turns)
        {
            if (ended) return false;
            timers ??= new Dictionary<string, ActorTimer>(StringComparer.Ordinal);
            if (timers.Remove(timer.Name, out var old)) old.Alarm?.Dispose();
            return timers.Count < most && timers.TryAdd(timer.Name, timer);
        }
    }

    public bool Has(ActorTimer timer)
    {
        lock (Turns) return !ended && timers?.GetValueOrDefault(timer.Name) is { } current && ReferenceEquals(current, timer);
    }

    /// <summary>Sets a timer's alarm, unless it or the actor has gone meanwhile.</summary>
    public void Arm(ActorTimer timer, Func<IDisposable> alarm)
    {
        lock (Turns)
        {
            if (Has(timer)) timer.Alarm = alarm();
        }
    }

    public void TakeTimer(string name)
    {
        lock (Turns)
        {
            if (timers is not null && timers.Remove(name, out var timer)) timer.Alarm?.Dispose();
        }
    }

    public void TakeTimer(ActorTimer timer)
    {
        lock (Turns)
        {
            if (Has(timer)) timers?.Remove(timer.Name);
        }
    }

    /// <summary>The activation is over: nothing of it falls due any more.</summary>
    public void End()
    {
        lock (Turns)
        {
            ended = true;
            IdleCheck?.Dispose();
            foreach (var timer in timers?.Values.ToArray() ?? []) timer.Alarm?.Dispose();
            timers = null;
        }
    }
}
