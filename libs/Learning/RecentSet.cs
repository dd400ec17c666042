using System.Numerics;

namespace Platform.Learning;

/// <summary>Who was seen lately, and when last: counts distinct counterparties with a bounded table.</summary>
/// <remarks>
/// Exact up to its capacity. When full, the one not seen for longest makes room, so after that a count is exact while it stays below
/// the capacity and else reads "at least the capacity", and one that was pushed out counts as new again. Members are well mixed hashes,
/// told apart by their lower 32 bits: of 48 members a stranger is taken for one once in 90 million times.
/// O(capacity) per event with a vectorised search; grows as needed up to 8 bytes a member. Not safe for several threads.
/// </remarks>
/// <param name="capacity">Most members, at least 1.</param>
public sealed class RecentSet(int capacity)
{
    private uint[] members = [];
    private uint[] seen = [];

    /// <summary>Members at present.</summary>
    public int Count { get; private set; }

    /// <summary>The most memory that a set takes, in bytes.</summary>
    /// <param name="capacity">Its capacity.</param>
    /// <returns>The object and its arrays.</returns>
    public static int MostBytes(int capacity) => 40 + 24 + 4 * capacity + 24 + 4 * capacity + 16;

    /// <summary>Looks a member up.</summary>
    /// <param name="member">Hash of the member.</param>
    /// <returns>When it was last seen, in Unix seconds; null when it is not in the table.</returns>
    public long? LastSeen(ulong member)
    {
        var at = members.AsSpan(0, Count).IndexOf((uint)member);
        return at >= 0 ? seen[at] : null;
    }

    /// <summary>Takes a sighting in; a late one never moves the last time back.</summary>
    /// <param name="member">Hash of the member.</param>
    /// <param name="unixSeconds">When; clipped to 0 … 2^32 - 1 (the year 2106).</param>
    public void Touch(ulong member, long unixSeconds)
    {
        var time = (uint)Math.Clamp(unixSeconds, 0, uint.MaxValue);
        var at = members.AsSpan(0, Count).IndexOf((uint)member);
        if (at < 0) at = Admit((uint)member, time);
        if (at >= 0) seen[at] = Math.Max(seen[at], time);
    }

    /// <summary>Counts members seen since a moment.</summary>
    /// <param name="unixSeconds">The moment.</param>
    /// <returns>Number of members seen at or after it.</returns>
    public int CountSince(long unixSeconds)
    {
        var since = (uint)Math.Clamp(unixSeconds, 0, uint.MaxValue);
        var times = seen.AsSpan(0, Count);
        var (count, at) = (0, 0);
        if (Vector.IsHardwareAccelerated)
        {
            // A comparison that holds is all ones, which is -1.
            var (limit, counts) = (new Vector<uint>(since), Vector<int>.Zero);
            for (; at <= times.Length - Vector<uint>.Count; at += Vector<uint>.Count)
                counts -= Vector.AsVectorInt32(Vector.GreaterThanOrEqual(new Vector<uint>(times[at..]), limit));
            count = Vector.Sum(counts);
        }

        foreach (var time in times[at..]) count += time >= since ? 1 : 0;
        return count;
    }

    /// <summary>The latest sighting up to a moment.</summary>
    /// <param name="unixSeconds">The moment.</param>
    /// <returns>When, in Unix seconds; null when nobody was seen until then.</returns>
    public long? LatestUpTo(long unixSeconds)
    {
        var latest = -1L;
        foreach (var time in seen.AsSpan(0, Count)) latest = time <= unixSeconds ? Math.Max(latest, time) : latest;
        return latest >= 0 ? latest : null;
    }

    /// <summary>Forgets a member.</summary>
    /// <param name="member">Hash of the member.</param>
    /// <returns>True when it was in the table.</returns>
    public bool Remove(ulong member)
    {
        var at = members.AsSpan(0, Count).IndexOf((uint)member);
        if (at < 0) return false;

        Count--;
        (members[at], seen[at]) = (members[Count], seen[Count]);
        return true;
    }

    /// <summary>The member that would make room next, and when it was seen.</summary>
    internal long OldestSeen()
    {
        var oldest = uint.MaxValue;
        foreach (var time in seen.AsSpan(0, Count)) oldest = Math.Min(oldest, time);
        return oldest;
    }

    /// <summary>The entry at a position from 0 to <see cref="Count"/> - 1.</summary>
    internal (uint Member, long Time) At(int index) => (members[index], seen[index]);

    /// <summary>Writes the members, about 10 bytes each.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)Count);
        for (var i = 0; i < Count; i++)
        {
            writer.WriteNatural(members[i]);
            writer.WriteNatural(seen[i]);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="capacity">Most members, as it was written.</param>
    /// <returns>The same table.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static RecentSet Load(ref PackedReader reader, int capacity)
    {
        var set = new RecentSet(capacity) { Count = reader.ReadCount(capacity) };
        (set.members, set.seen) = (new uint[set.Count], new uint[set.Count]);
        for (var i = 0; i < set.Count; i++) (set.members[i], set.seen[i]) = ((uint)reader.ReadNatural(), (uint)reader.ReadNatural());

        return set;
    }

    // Returns -1 when the newcomer is itself older than everyone in a full table.
    private int Admit(uint member, uint time)
    {
        if (Count == capacity) return Replace(member, time);
        if (Count == members.Length) Grow();

        (members[Count], seen[Count]) = (member, time);
        return Count++;
    }

    private int Replace(uint member, uint time)
    {
        var oldest = 0;
        for (var i = 1; i < Count; i++) oldest = seen[i] < seen[oldest] ? i : oldest;
        if (seen[oldest] > time) return -1;

        (members[oldest], seen[oldest]) = (member, time);
        return oldest;
    }

    private void Grow()
    {
        var size = Math.Min(Math.Max(Count * 2, 2), capacity);
        Array.Resize(ref members, size);
        Array.Resize(ref seen, size);
    }
}
