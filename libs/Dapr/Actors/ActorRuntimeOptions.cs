namespace Platform.Dapr;

/// <summary>The actors of an app, and how the sidecar treats them; what is null is left to the sidecar.</summary>
public sealed class ActorRuntimeOptions
{
    /// <summary>The actor classes that the app hosts.</summary>
    public ActorRegistrationCollection Actors { get; } = [];

    /// <summary>How long nothing happens before an actor is let go; the sidecar's own is an hour.</summary>
    public TimeSpan? ActorIdleTimeout { get; set; }

    /// <summary>How often older sidecars look for idle actors; newer ones ignore it.</summary>
    public TimeSpan? ActorScanInterval { get; set; }

    /// <summary>How long calls under way may go on when actors move to another host.</summary>
    public TimeSpan? DrainOngoingCallTimeout { get; set; }

    /// <summary>Whether to wait for calls under way when actors move to another host.</summary>
    public bool? DrainRebalancedActors { get; set; }

    /// <summary>Whether a call may come back into an actor that waits for it.</summary>
    public ActorReentrancyConfig ReentrancyConfig { get; set; } = new();

    /// <summary>In how many parts older sidecars keep the reminders of a type; newer ones ignore it.</summary>
    public int? RemindersStoragePartitions { get; set; }
}

/// <summary>Whether a call may come back into an actor that waits for it: A calls B, B calls A.</summary>
public sealed class ActorReentrancyConfig
{
    /// <summary>When false, such a call waits for the first one, which waits for it, until one of them gives up.</summary>
    public bool Enabled { get; set; }

    /// <summary>How often a chain of calls may come back; null for the sidecar's own limit, 32.</summary>
    public int? MaxStackDepth { get; set; }
}
