namespace Platform.Learning;

/// <summary>A count that halves with every half-life: how much of something happened lately, in 12 bytes and O(1).</summary>
public struct FadingCount
{
    private double level;
    private long at;

    /// <summary>The count now.</summary>
    /// <param name="unixSeconds">Now; earlier than the last addition reads as that moment.</param>
    /// <param name="halfLifeSeconds">Above 0, and the same at every call.</param>
    /// <returns>What is left of all additions.</returns>
    public readonly double Read(long unixSeconds, double halfLifeSeconds) =>
        level == 0 ? 0 : level * double.Exp2(-Math.Max(0, unixSeconds - at) / halfLifeSeconds);

    /// <summary>Adds to the count.</summary>
    /// <param name="unixSeconds">When; a late addition counts as if it came now.</param>
    /// <param name="halfLifeSeconds">Above 0, and the same at every call.</param>
    /// <param name="amount">How much.</param>
    public void Add(long unixSeconds, double halfLifeSeconds, double amount)
    {
        level = Read(unixSeconds, halfLifeSeconds) + amount;
        at = Math.Max(at, unixSeconds);
    }

    /// <summary>Takes another count in.</summary>
    /// <param name="other">Of other events.</param>
    /// <param name="halfLifeSeconds">Above 0, and the same at every call.</param>
    public void Merge(in FadingCount other, double halfLifeSeconds)
    {
        var latest = Math.Max(at, other.at);
        (level, at) = (Read(latest, halfLifeSeconds) + other.Read(latest, halfLifeSeconds), latest);
    }

    /// <summary>Writes the count.</summary>
    /// <param name="writer">Where to.</param>
    public readonly void Write(PackedWriter writer)
    {
        writer.WriteDouble(level);
        writer.WriteInteger(at);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The same count.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static FadingCount Load(ref PackedReader reader) => new() { level = reader.ReadDouble(), at = reader.ReadInteger() };
}
