namespace Platform.Dapr;

/// <summary>
/// Marks an interface as one by which an actor is called. Its methods return <see cref="Task"/> or <see cref="Task{TResult}"/>, take at
/// most one value, and after it a <see cref="CancellationToken"/> if they like; value and result travel as JSON.
/// </summary>
public interface IActor;

/// <summary>An actor that takes reminders.</summary>
public interface IRemindable
{
    /// <summary>A reminder is due. An exception makes the sidecar try again by its failure policy.</summary>
    /// <param name="reminderName">Which one.</param>
    /// <param name="state">What was given when it was registered; empty for nothing.</param>
    /// <param name="dueTime">When it was to be first due; zero when the sidecar does not say, as newer ones do not.</param>
    /// <param name="period">How often it comes; zero when the sidecar does not say, as newer ones do not.</param>
    /// <returns>When it is done; state that was changed is saved after that.</returns>
    Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period);
}
