using System.Net;

namespace Platform.Load.Sending;

/// <summary>Whether and when a request is sent again.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>True for the answers that mean "later", not "no".</summary>
    public static bool IsWorthwhile(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    /// <summary>What the answer asked for; else doubling from 100 ms to 10 s with the attempts (from 1).</summary>
    public static TimeSpan After(int attempt, HttpResponseMessage? response, DateTimeOffset now) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => Bounded(delta),
        { Date: { } date } => Bounded(date - now),
        _ => Bounded(First * Math.Pow(2, Math.Min(attempt, 10) - 1)),
    };

    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
