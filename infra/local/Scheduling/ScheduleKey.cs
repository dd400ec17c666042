using Platform.Local.Actors;

namespace Platform.Local.Scheduling;

/// <summary>What a schedule is called: a job's name, or a reminder's with its actor.</summary>
internal readonly record struct ScheduleKey(ActorId? Actor, string Name)
{
    // No actor's key can begin so: such types are the sidecar's own.
    private const string Space = ActorConfiguration.ReservedPrefix + "schedules";

    public static ScheduleKey Job(string name) => new(null, name);

    /// <summary>What all of an app's keys begin with.</summary>
    public static string Prefix(string appId) => $"{appId}||{Space}||";

    /// <summary>The key in the store; names are escaped, so that no name can be taken for a separator.</summary>
    public string Physical(string appId) => Prefix(appId) + (Actor is { } actor
        ? $"reminder||{Escape(actor.Type)}||{Escape(actor.Id)}||{Escape(Name)}"
        : $"job||{Escape(Name)}");

    /// <summary>The reverse; null for a key that is none of ours.</summary>
    public static ScheduleKey? Parse(string appId, string physical) => physical[Prefix(appId).Length..].Split("||") switch
    {
        ["job", var name] => Job(Uri.UnescapeDataString(name)),
        ["reminder", var type, var id, var name] =>
            new(new ActorId(Uri.UnescapeDataString(type), Uri.UnescapeDataString(id)), Uri.UnescapeDataString(name)),
        _ => null,
    };

    public override string ToString() => Actor is { } actor ? $"reminder {actor.Type}/{actor.Id}/{Name}" : $"job {Name}";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
