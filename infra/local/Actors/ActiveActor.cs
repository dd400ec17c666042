namespace Platform.Local.Actors;

/// <summary>An actor that the app holds: its turns, and when to look whether it is still used.</summary>
internal sealed class ActiveActor(ActorId id, ActorSettings settings, TimeProvider time)
{
    public ActorId Id => id;

    public ActorSettings Settings => settings;

    public ActorTurns Turns { get; } = new(id, settings, time);

    /// <summary>The next look; disposed when the actor goes.</summary>
    public IDisposable? IdleCheck { get; set; }
}
