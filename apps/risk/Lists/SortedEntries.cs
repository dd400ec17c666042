namespace Platform.Risk.Lists;

/// <summary>Hashes of values in ascending order, each with the second until which it counts. Never changes: anyone may read it.</summary>
internal sealed class SortedEntries
{
    /// <summary>An entry without expiry.</summary>
    public const uint Never = uint.MaxValue;

    /// <summary>A value that was taken off the list.</summary>
    public const uint Removed = 0;

    /// <summary>Bytes that an entry takes.</summary>
    public const int BytesPerEntry = 20;

    public static readonly SortedEntries Empty = new([], [], 0);

    private readonly UInt128[] hashes;
    private readonly uint[] until;

    private SortedEntries(UInt128[] hashes, uint[] until, int count) => (this.hashes, this.until, Count) = (hashes, until, count);

    public int Count { get; }

    /// <summary>What it takes in memory, what is set aside included.</summary>
    public long Bytes => (long)hashes.Length * BytesPerEntry;

    /// <summary>Sorts the first so many; takes the arrays over. O(n log n).</summary>
    /// <param name="hashes">Each once.</param>
    /// <param name="until">Seconds since 1970, <see cref="Never"/> or <see cref="Removed"/>.</param>
    /// <param name="count">How many of both are meant.</param>
    public static SortedEntries Of(UInt128[] hashes, uint[] until, int count)
    {
        Array.Sort(hashes, until, 0, count);
        return new(hashes, until, count);
    }

    /// <summary>The second until which a value counts; null when nothing is known of it. O(log n), no allocation.</summary>
    public uint? Find(UInt128 hash) =>
        hashes.AsSpan(0, Count).BinarySearch(hash) is >= 0 and var at ? until[at] : null;

    /// <summary>Puts newer entries over these. O(n + m).</summary>
    public SortedEntries With(SortedEntries newer) => Merge(newer, _ => true);

    /// <summary>The same, leaving out what was removed or does not count any more at a second.</summary>
    public SortedEntries WithoutOld(SortedEntries newer, uint at) => Merge(newer, until => until > at);

    private SortedEntries Merge(SortedEntries newer, Func<uint, bool> stays)
    {
        var (merged, ends) = (new UInt128[Count + newer.Count], new uint[Count + newer.Count]);
        var count = 0;
        for (int old = 0, young = 0; old < Count || young < newer.Count;)
        {
            var order = old == Count ? 1 : young == newer.Count ? -1 : hashes[old].CompareTo(newer.hashes[young]);
            var (hash, end) = order < 0 ? (hashes[old], until[old]) : (newer.hashes[young], newer.until[young]);
            if (order <= 0) old++;
            if (order >= 0) young++;
            if (stays(end)) (merged[count], ends[count++]) = (hash, end);
        }

        return new(merged, ends, count);
    }
}
