using System.Buffers;

namespace Platform.Learning.Tests;

public sealed class RecentSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_are_exact_up_to_the_capacity(ulong seed)
    {
        var (random, set, obvious) = (new SplitMix(seed), new RecentSet(32), new Dictionary<ulong, long>());
        for (var i = 0; i < 3_000; i++)
        {
            var (member, time) = ((ulong)random.Below(32), 1_000_000L + i * 10 - random.Below(500));
            Assert.Equal(obvious.TryGetValue(member, out var last) ? last : null, set.LastSeen(member));
            set.Touch(member, time);
            obvious[member] = Math.Max(obvious.GetValueOrDefault(member), time);
            Assert.Equal(obvious.Values.Count(seen => seen >= time - 200), set.CountSince(time - 200));
        }
    }

    [Fact]
    public void Full_table_forgets_who_was_not_seen_for_longest()
    {
        var set = new RecentSet(2);
        set.Touch(1, 10);
        set.Touch(2, 20);
        set.Touch(1, 30);
        set.Touch(3, 40);

        Assert.Equal((30L, null, 40L, 2), (set.LastSeen(1), set.LastSeen(2), set.LastSeen(3), set.Count));
    }

    [Fact]
    public void Late_newcomer_does_not_push_out_a_fresher_one()
    {
        var set = new RecentSet(1);
        set.Touch(1, 10);
        set.Touch(2, 5);

        Assert.Equal((10L, null), (set.LastSeen(1), set.LastSeen(2)));
    }

    [Fact]
    public void Read_table_is_the_written_one()
    {
        var set = new RecentSet(8);
        for (var i = 0; i < 20; i++) set.Touch((ulong)i, i * 100);
        var bytes = new ArrayBufferWriter<byte>();
        set.Write(new(bytes));
        var reader = new PackedReader(bytes.WrittenSpan);

        var read = RecentSet.Load(ref reader, 8);

        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(set.LastSeen((ulong)i), read.LastSeen((ulong)i)));
    }
}
