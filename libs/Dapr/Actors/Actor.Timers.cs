namespace Platform.Dapr;

public abstract partial class Actor
{
    /// <summary>Has a method called later, once or again and again; replaces a timer of the same name.</summary>
    /// <param name="timerName">Its name within the actor; null or empty for one that is made up.</param>
    /// <param name="callback">
    /// A method of this class that returns <see cref="Task"/> and takes nothing, a <c>byte[]</c>, or a value read from the data as JSON.
    /// </param>
    /// <param name="callbackParams">What the method gets; null for nothing.</param>
    /// <param name="dueTime">From now to the first call.</param>
    /// <param name="period">From one call to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one call only.</param>
    /// <param name="ttl">When it ends, from now; null for never.</param>
    /// <returns>The timer; it ends with the actor's time in memory, or with the sidecar's.</returns>
    /// <exception cref="ArgumentException">There is no such method, or a time is out of range.</exception>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    protected async Task<ActorTimer> RegisterTimerAsync(
        string? timerName, string callback, byte[]? callbackParams, TimeSpan dueTime, TimeSpan period, TimeSpan? ttl = null)
    {
        if (Host.Registration.Callbacks.Find(callback) is null)
            throw new ArgumentException($"{GetType().Name} has no method {callback} that a timer can call.", nameof(callback));
        ScheduleText.Check(dueTime, period, ttl);
        var name = string.IsNullOrEmpty(timerName) ? Guid.NewGuid().ToString("N") : timerName;
        var timer = new ActorTimer(name, callback, callbackParams ?? [], dueTime, period, ttl);
        await Host.Services.Sidecar.RegisterAsync(Host.Address, timer);
        ActorTurn.Current?.Registered(ActorCallType.TimerMethod, name);
        return timer;
    }

    /// <summary>Ends a timer; nothing happens when there is none.</summary>
    /// <param name="timer">From <see cref="RegisterTimerAsync"/>.</param>
    /// <returns>When it has ended.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    protected Task UnregisterTimerAsync(ActorTimer timer) => UnregisterTimerAsync(timer.Name);

    /// <summary>Ends a timer; nothing happens when there is none.</summary>
    /// <param name="timerName">Its name.</param>
    /// <returns>When it has ended.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    protected Task UnregisterTimerAsync(string timerName)
    {
        ActorTurn.Current?.Unregistered(ActorCallType.TimerMethod, timerName);
        return Host.Services.Sidecar.UnregisterAsync(Host.Address, "timers", timerName);
    }

    /// <summary>
    /// Has <see cref="IRemindable.ReceiveReminderAsync"/> called later, whatever restarts meanwhile; replaces one of the same name.
    /// </summary>
    /// <param name="reminderName">Its name within the actor.</param>
    /// <param name="state">What the actor gets with it; null for nothing.</param>
    /// <param name="dueTime">From now to the first call.</param>
    /// <param name="period">From one call to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one call only.</param>
    /// <param name="ttl">When it ends, from now; null for never.</param>
    /// <param name="repetitions">How many calls in all; needs a period of whole seconds; null for no limit.</param>
    /// <returns>The reminder.</returns>
    /// <exception cref="ArgumentException">A time is out of range.</exception>
    /// <exception cref="InvalidOperationException">The class is not <see cref="IRemindable"/>.</exception>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    protected async Task<IActorReminder> RegisterReminderAsync(
        string reminderName, byte[]? state, TimeSpan dueTime, TimeSpan period, TimeSpan? ttl = null, int? repetitions = null)
    {
        if (this is not IRemindable)
            throw new InvalidOperationException($"{GetType().Name} must be {nameof(IRemindable)} to have reminders.");
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        ScheduleText.Check(dueTime, period, ttl);
        var reminder = new ActorReminder(reminderName, state ?? [], dueTime, period, ttl, repetitions);
        await Host.Services.Sidecar.RegisterAsync(Host.Address, reminder);
        ActorTurn.Current?.Registered(ActorCallType.ReminderMethod, reminderName);
        return reminder;
    }

    /// <summary>Reads a reminder.</summary>
    /// <param name="reminderName">Its name.</param>
    /// <returns>The reminder; null when there is none.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    protected async Task<IActorReminder?> GetReminderAsync(string reminderName) =>
        await Host.Services.Sidecar.FindReminderAsync(Host.Address, reminderName, Host.Services.Time);

    /// <summary>Ends a reminder; nothing happens when there is none.</summary>
    /// <param name="reminder">From <see cref="RegisterReminderAsync"/> or <see cref="GetReminderAsync"/>.</param>
    /// <returns>When it has ended.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    protected Task UnregisterReminderAsync(IActorReminder reminder) => UnregisterReminderAsync(reminder.Name);

    /// <summary>Ends a reminder; nothing happens when there is none.</summary>
    /// <param name="reminderName">Its name.</param>
    /// <returns>When it has ended.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    protected Task UnregisterReminderAsync(string reminderName)
    {
        ActorTurn.Current?.Unregistered(ActorCallType.ReminderMethod, reminderName);
        return Host.Services.Sidecar.UnregisterAsync(Host.Address, "reminders", reminderName);
    }
}
