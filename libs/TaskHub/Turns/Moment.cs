using Google.Protobuf.WellKnownTypes;

namespace Platform.TaskHub.Turns;

/// <summary>Moments of the protocol as .NET knows them.</summary>
public static class Moment
{
    // 9999-12-31T23:59:59Z; a worker writes this second for a timer that only stands for a wait without end.
    private const long LastSecond = 253_402_300_799;

    /// <summary>A moment of an event.</summary>
    /// <param name="timestamp">From the wire; null when absent.</param>
    /// <returns>The moment; null when absent or outside of what a date can be.</returns>
    public static DateTimeOffset? Of(Timestamp? timestamp) =>
        timestamp is { Nanos: >= 0 and < 1_000_000_000, Seconds: >= -62_135_596_800 and <= LastSecond }
            ? timestamp.ToDateTimeOffset()
            : null;

    /// <summary>When a timer is due.</summary>
    /// <param name="fireAt">From the wire; null when absent.</param>
    /// <returns>The moment; <see cref="DateTimeOffset.MaxValue"/> for never, the beginning of time when absent.</returns>
    public static DateTimeOffset OfTimer(Timestamp? fireAt) =>
        fireAt is { Seconds: >= LastSecond } ? DateTimeOffset.MaxValue : Of(fireAt) ?? DateTimeOffset.MinValue;
}
