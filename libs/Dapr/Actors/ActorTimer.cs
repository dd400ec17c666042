namespace Platform.Dapr;

/// <summary>A timer of an actor: not kept when the actor is let go or the sidecar restarts.</summary>
/// <param name="Name">Its name within the actor.</param>
/// <param name="TimerCallback">The method of the actor that it calls.</param>
/// <param name="Data">What the method gets; empty for nothing.</param>
/// <param name="DueTime">From registering to the first call.</param>
/// <param name="Period">From one call to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one call only.</param>
/// <param name="Ttl">From registering to the end; null for no end.</param>
public sealed record ActorTimer(string Name, string TimerCallback, byte[] Data, TimeSpan DueTime, TimeSpan Period, TimeSpan? Ttl = null);

/// <summary>A reminder of an actor, as the sidecar keeps it.</summary>
public interface IActorReminder
{
    /// <summary>Its name within the actor.</summary>
    string Name { get; }

    /// <summary>What the actor gets with it; empty for nothing.</summary>
    byte[] State { get; }

    /// <summary>Until the first call: from registering, or from now when the sidecar gives a moment; zero when it does not say.</summary>
    TimeSpan DueTime { get; }

    /// <summary>From one call to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one call only.</summary>
    TimeSpan Period { get; }
}

/// <summary>A reminder of an actor: kept when the actor is let go and when everything restarts, until it is unregistered.</summary>
/// <param name="Name">Its name within the actor.</param>
/// <param name="State">What the actor gets with it; empty for nothing.</param>
/// <param name="DueTime">From registering to the first call.</param>
/// <param name="Period">From one call to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one call only.</param>
/// <param name="Ttl">From registering to the end; null for no end.</param>
/// <param name="Repetitions">How many calls in all; null for no limit.</param>
public sealed record ActorReminder(
    string Name, byte[] State, TimeSpan DueTime, TimeSpan Period, TimeSpan? Ttl = null, int? Repetitions = null) : IActorReminder;
