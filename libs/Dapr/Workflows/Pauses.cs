namespace Platform.Dapr;

/// <summary>Pauses between attempts, each twice the one before.</summary>
/// <param name="first">The first one.</param>
/// <param name="longest">The limit.</param>
internal sealed class Pauses(TimeSpan first, TimeSpan longest)
{
    private int doublings;

    public TimeSpan Next()
    {
        var pause = first * Math.Pow(2, doublings);
        if (pause >= longest) return longest;

        doublings++;
        return pause;
    }

    /// <summary>Begins with the first one again.</summary>
    public void Reset() => doublings = 0;
}
