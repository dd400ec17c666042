namespace Platform.Local.Launcher;

/// <summary>Where an app is in its life.</summary>
public enum AppState
{
    /// <summary>Its process runs and is not ready yet.</summary>
    Starting,

    /// <summary>It answered that it is ready.</summary>
    Up,

    /// <summary>It died and is about to be started again.</summary>
    Restarting,

    /// <summary>It has no command: a debugger starts it.</summary>
    Waiting,

    /// <summary>It has ended for good.</summary>
    Down,
}

/// <summary>What can be seen of an app.</summary>
/// <param name="AppId">Its Dapr app id.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="ProcessId">Its process, or null.</param>
/// <param name="MemoryBytes">Its memory, shared pages in proportion; 0 when unknown.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="Note">Why it is not up, or null.</param>
public sealed record AppStatus(string AppId, AppState State, int? ProcessId, long MemoryBytes, int Restarts, string? Note);
