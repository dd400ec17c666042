using Platform.Learning;
using Platform.Risk.Lists;

namespace Platform.Risk.Tests.Lists;

public sealed class ListIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Index_says_what_a_table_says_over_any_additions_removals_and_expiries(ulong seed)
    {
        var random = new SplitMix(seed);
        var table = new Dictionary<string, uint>(StringComparer.Ordinal);
        var index = ListIndex.Empty;
        for (uint now = 1_000; now < 1_060; now++)
        {
            var batch = new Dictionary<UInt128, uint>();
            for (var i = (int)random.Below(600); i > 0; i--) Change($"v-{random.Below(9_000)}", Until(ref random, now), table, batch);
            index = index.With(SortedEntries.Of([.. batch.Keys], [.. batch.Values], batch.Count), forgetBefore: now - 5);

            for (var i = 0; i < 9_000; i += 7) Assert.Equal(Counts(table, $"v-{i}", now), index.Holds(ListHash.Of($"v-{i}"), now));
        }
    }

    [Fact]
    public void Entry_counts_before_the_second_in_which_it_expires_and_not_in_it()
    {
        var index = Of(("a", 100), ("b", SortedEntries.Never), ("c", SortedEntries.Removed));

        Assert.True(index.Holds(ListHash.Of("a"), 99));
        Assert.False(index.Holds(ListHash.Of("a"), 100));
        Assert.True(index.Holds(ListHash.Of("b"), uint.MaxValue - 1));
        Assert.False(index.Holds(ListHash.Of("c"), 1));
        Assert.False(index.Holds(ListHash.Of("d"), 1));
    }

    [Fact]
    public void Expiry_put_over_an_endless_entry_stays_when_all_becomes_one()
    {
        var index = Many(5_000).With(Entries(("v-1", 50)), forgetBefore: 0);
        for (var i = 0; i < 3; i++) index = index.With(ManyEntries(3_000, $"more-{i}-"), forgetBefore: 200);

        Assert.False(index.Holds(ListHash.Of("v-1"), 100));
        Assert.True(index.Holds(ListHash.Of("v-2"), 100));
        Assert.True(index.Holds(ListHash.Of("more-0-2999"), 100));
    }

    [Fact]
    public void Looking_a_value_up_allocates_nothing()
    {
        var index = Many(10_000).With(Entries(("x", SortedEntries.Never)), forgetBefore: 0);
        var found = index.Holds(ListHash.Of("v-1"), 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) found &= index.Holds(ListHash.Of("v-1"), 1) && !index.Holds(ListHash.Of("other"), 1);

        Assert.True(found);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Change(string value, uint until, Dictionary<string, uint> table, Dictionary<UInt128, uint> batch) =>
        table[value] = batch[ListHash.Of(value)] = until;

    private static uint Until(ref SplitMix random, uint now) => random.Below(4) switch
    {
        0 => SortedEntries.Removed,
        1 => now + (uint)random.Below(20),
        _ => SortedEntries.Never,
    };

    private static bool Counts(Dictionary<string, uint> table, string value, uint now) => table.GetValueOrDefault(value) > now;

    private static ListIndex Of(params (string Value, uint Until)[] entries) => ListIndex.Of(Entries(entries));

    private static ListIndex Many(int count) => ListIndex.Of(ManyEntries(count, "v-"));

    private static SortedEntries ManyEntries(int count, string prefix) =>
        Entries([.. Enumerable.Range(0, count).Select(i => ($"{prefix}{i}", SortedEntries.Never))]);

    private static SortedEntries Entries(params (string Value, uint Until)[] entries) =>
        SortedEntries.Of([.. entries.Select(one => ListHash.Of(one.Value))], [.. entries.Select(one => one.Until)], entries.Length);
}
