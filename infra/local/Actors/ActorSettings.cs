namespace Platform.Local.Actors;

/// <summary>Which actor.</summary>
internal readonly record struct ActorId(string Type, string Id)
{
    /// <summary>The app's path for it, its names escaped.</summary>
    public string Path => $"/actors/{Uri.EscapeDataString(Type)}/{Uri.EscapeDataString(Id)}";
}

/// <summary>How actors of one type behave.</summary>
/// <param name="IdleTimeout">How long one may be unused before the app is told to let it go.</param>
/// <param name="DrainTimeout">How long a call under way may take to end when the sidecar stops.</param>
/// <param name="IsReentrant">Whether a call that an actor's own turn has caused may enter it.</param>
/// <param name="MaxStackDepth">How many calls of such a chain may be inside at once.</param>
internal sealed record ActorSettings(TimeSpan IdleTimeout, TimeSpan DrainTimeout, bool IsReentrant, int MaxStackDepth)
{
    /// <summary>Dapr's defaults.</summary>
    public static ActorSettings Default { get; } = new(TimeSpan.FromMinutes(60), TimeSpan.FromSeconds(2), false, 32);
}
