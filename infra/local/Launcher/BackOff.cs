namespace Platform.Local.Launcher;

/// <summary>How long to wait before a dead app is started again.</summary>
/// <remarks>0.2 s, doubling to 10 s; an app that stayed up for 30 s begins anew.</remarks>
internal sealed class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(30);

    private TimeSpan next = First;

    /// <param name="uptime">How long it ran this time.</param>
    public TimeSpan After(TimeSpan uptime)
    {
        var delay = uptime >= Stable ? First : next;
        next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }
}
