namespace Platform.Risk.Lists;

/// <summary>The entries of one list in memory: a large sorted array, and a small one of what changed since. Never changes itself.</summary>
/// <remarks>One added entry costs a copy of the small array only; once that is a sixteenth of the large one, both become one.</remarks>
internal sealed class ListIndex
{
    private const int AlwaysSmall = 4_096;
    private const int Share = 16;

    public static readonly ListIndex Empty = new(SortedEntries.Empty, SortedEntries.Empty);

    private readonly SortedEntries whole;
    private readonly SortedEntries changes;

    private ListIndex(SortedEntries whole, SortedEntries changes) => (this.whole, this.changes) = (whole, changes);

    /// <summary>What it takes in memory.</summary>
    public long Bytes => whole.Bytes + changes.Bytes;

    public static ListIndex Of(SortedEntries entries) => new(entries, SortedEntries.Empty);

    /// <summary>Whether a value counts at a second. O(log n), no allocation.</summary>
    public bool Holds(UInt128 hash, uint at) =>
        (changes.Count > 0 ? changes.Find(hash) : null) is { } changed ? changed > at : whole.Find(hash) > at;

    /// <summary>The index after some changes.</summary>
    /// <param name="newer">What was added, replaced or removed.</param>
    /// <param name="forgetBefore">What expired by this second may be forgotten.</param>
    public ListIndex With(SortedEntries newer, uint forgetBefore)
    {
        var since = changes.With(newer);
        return since.Count <= Math.Max(AlwaysSmall, whole.Count / Share)
            ? new(whole, since)
            : new(whole.WithoutOld(since, forgetBefore), SortedEntries.Empty);
    }
}
