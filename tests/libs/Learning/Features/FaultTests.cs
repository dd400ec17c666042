using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>What broken events, clocks and bytes do, merging, and the agreement with a slow obvious version.</summary>
public sealed class FaultTests
{
    private const long Day = 86_400;
    private static readonly string[] Sums =
    [
        "entity: who, function: count, window: 1d", "entity: who, function: sum, of: amount, window: 1d",
        "entity: who, function: max, of: amount, window: 7d",
        "entity: who, function: distinct, of: what, window: 1d",
        "entity: who, function: zscore, of: amount", "entity: who, function: quantileRank, of: amount",
        "entity: who, function: mean, of: amount, window: 5 events", "entity: who, function: frauds, window: 7d, delay: 1d",
        "entity: who, function: sinceLast", "entity: who, function: entropy, of: what, window: 7d", "entity: who, function: nightShare",
    ];

    private static readonly int[] Exact = [0, 1, 2, 3, 6, 7, 8, 10];

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e308)]
    [InlineData(-1e308)]
    public void Broken_number_is_missing_or_merely_large_and_leaves_with_its_window(double broken)
    {
        var scene = new Scene(Sums);
        scene.See(0, 5);
        scene.See(10, broken);
        scene.See(10, broken);

        Assert.DoesNotContain(scene.Read(20, broken), float.IsInfinity);
        Assert.Equal(3, scene.Read(20)[0]);
        Assert.Equal(double.IsFinite(broken) ? (float)(Math.Sign(broken) * 2 * FeatureEvent.MostNumber) : 5, scene.Read(20)[1]);
        scene.See(30 * Day, 3);
        Assert.Equal((1, 3, 3), (scene.Read(30 * Day)[0], scene.Read(30 * Day)[1], scene.Read(30 * Day)[2]));
    }

    [Fact]
    public void One_event_with_a_clock_far_ahead_empties_no_window()
    {
        var scene = new Scene(Sums);
        for (var i = 0; i < 10; i++) scene.See(i * 60, i);
        scene.See(40_000 * Day, 1_000);

        Assert.Equal((10, 45, 9), (scene.Read(700)[0], scene.Read(700)[1], scene.Read(700)[2]));
        scene.See(700, 5);
        Assert.Equal((11, 50, 0), (scene.Read(800)[0], scene.Read(800)[1], scene.Read(800)[8]));
    }

    [Fact]
    public void Event_a_day_late_counts_where_it_still_belongs_and_sees_its_own_past()
    {
        var scene = new Scene("entity: who, function: count, window: 1d", "entity: who, function: count, window: 7d");
        scene.See(0);
        scene.See(2 * Day);

        Assert.Equal([0, 1], scene.See(Day));
        Assert.Equal([1, 3], scene.Read(2 * Day));
    }

    [Fact]
    public void Times_beyond_the_clock_are_clipped()
    {
        var scene = new Scene(Sums);
        scene.See(long.MaxValue - Scene.Start);
        scene.See(long.MinValue + Scene.Start);

        Assert.DoesNotContain(scene.Read(0), float.IsInfinity);
    }

    [Fact]
    public void Entity_with_ten_million_events_stays_in_its_bounds()
    {
        var (scene, names) = (
            new Scene(
                "entity: who, function: distinct, of: what, window: 1h", "entity: who, function: quantileRank, of: amount",
                "entity: who, function: count, window: 1d"),
            Enumerable.Range(0, 997).Select(i => $"{i}").ToArray());
        var set = scene.Set;
        var (engine, states, vector) = (new FeatureEngine(set), new EntityState?[] { scene.State }, new float[set.Count]);
        for (var i = 0; i < 10_000_000; i++)
            engine.Observe(engine.Prepare(Scene.Start + i / 100, [i % 1_000, 0, 0], ["w", names[i % 997], "k"]), states, vector);

        var last = scene.Read(99_999, 500);

        Assert.InRange(scene.Bytes().Length, 100, set.MostBytes(0));
        Assert.InRange(last[0], 997 * 0.9f, 997 * 1.1f);
        Assert.InRange(last[1], 0.45f, 0.55f);
        Assert.InRange(last[2], 100 * Day * 22 / 24, 100 * Day);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 4_000)]
    public void Windows_agree_with_keeping_all_events(ulong seed, int step)
    {
        var scene = new Scene(Sums);
        var (random, time, seen) = (new SplitMix(seed), 0L, new List<(long Time, double Amount, string What)>());
        for (var i = 0; i < 2_000; i++)
        {
            time += random.Below(step);
            var at = random.Below(10) == 0 ? Math.Max(0, time - random.Below(step * 5)) : time;
            var (amount, what) = (random.Below(900), $"{random.Below(30)}");
            scene.See(at, amount, what);
            seen.Add((at, amount, what));
            var vector = scene.Read(time, 1);
            var day = seen.Where(e => e.Time / 7_200 > time / 7_200 - 12).ToList();
            var week = seen.Where(e => e.Time / 43_200 > time / 43_200 - 14);
            Assert.Equal((day.Count, (float)day.Sum(e => e.Amount), (float)week.Max(e => e.Amount)), (vector[0], vector[1], vector[2]));
            Assert.Equal(seen.Where(e => e.Time > time - Day).Select(e => e.What).Distinct().Count(), vector[3]);
            Assert.Equal(seen.OrderBy(e => e.Time).TakeLast(5).Average(e => e.Amount), vector[6], 3);
            Assert.Equal(time - seen.Max(e => e.Time), (long)vector[8]);
        }
    }

    [Fact]
    public void Merged_halves_answer_as_one_state_in_any_order()
    {
        Scene Of(int part)
        {
            var scene = new Scene(Sums);
            for (var i = 0; i < 600; i++)
            {
                if (part >= 0 && i % 3 != part) continue;
                scene.See(i * 900, 50 + i % 7, $"{i % 20}");
                scene.Label(i * 900, (ulong)i, i % 100 == 0);
            }

            return scene;
        }

        var (all, left, right) = (Of(-1), Of(0), Of(2));
        left.State.Merge(Of(1).State);
        left.State.Merge(Of(2).State);
        right.State.Merge(Of(1).State);
        right.State.Merge(Of(0).State);
        var expected = all.Read(600 * 900, 53);

        Assert.All(new[] { left.Read(600 * 900, 53), right.Read(600 * 900, 53) }, merged =>
        {
            foreach (var exact in Exact) Assert.Equal(expected[exact], merged[exact]);
            Assert.InRange(merged[4] - expected[4], -0.3, 0.3);
            Assert.InRange(merged[5] - expected[5], -0.05, 0.05);
            Assert.InRange(merged[9] - expected[9], -0.1, 0.1);
        });
    }

    [Fact]
    public void Damaged_bytes_are_told_and_never_crash()
    {
        var scene = new Scene(Sums);
        for (var i = 0; i < 200; i++) scene.See(i * 900, i, $"{i}");
        var (bytes, random) = (scene.Bytes(), new SplitMix(1));

        for (var length = 0; length < bytes.Length; length += 7)
            Assert.Throws<FormatException>(() => Scene.StateOf(scene.Set, 0, bytes.AsSpan(0, length)));
        for (var i = 0; i < 2_000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Below(damaged.Length)] ^= (byte)(1 << random.Below(8));
            var wrong = Record.Exception(() => ReadFrom(scene.Set, damaged));
            Assert.True(wrong is null or FormatException, wrong?.ToString());
        }

        Assert.Throws<FormatException>(() => Scene.StateOf(FeatureSet.Shipped("payments"), 0, bytes));
    }

    private static void ReadFrom(FeatureSet set, byte[] bytes) => new Scene(set) { State = Scene.StateOf(set, 0, bytes) }.See(300 * 900);
}
