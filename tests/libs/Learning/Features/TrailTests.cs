using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>Amounts that pass through and come back, seen by what each entity received.</summary>
public sealed class TrailTests
{
    private const long Hour = 3_600;
    private const string Rest = "of: amount, window: 7d, entity: own";
    private static readonly FeatureSet Set = FeatureSet.Parse(
        $$"""
        numbers: [amount]
        texts: [from, to]
        entities: { sender: from, receiver: to, own: { key: from, of: receiver } }
        features:
          - { name: alike, function: alike, {{Rest}} }
          - { name: since, function: sinceAlike, {{Rest}} }
          - { name: cycle, function: cycleLength, {{Rest}} }
          - { name: origin, function: trailOrigin, {{Rest}}, internal: true }
          - { name: hops, function: trailHops, {{Rest}}, internal: true }
          - { name: received, function: count, window: 1d, entity: own }
        """,
        "trail.yaml");

    [Fact]
    public void Alike_is_1_for_the_same_amount_and_0_from_a_fifth_away()
    {
        var rows = Run((0, 100, "a", "b"), (Hour, 100, "b", "c"), (Hour, 90, "b", "c"), (Hour, 79, "b", "c"), (Hour, 100, "c", "d"));

        Assert.Equal([0, 1, 0.5f, 0, 1], rows.Select(row => row[0]));
        Assert.Equal([float.NaN, Hour, Hour, float.NaN, 0], rows.Select(row => row[1]));
    }

    [Fact]
    public void Cycle_shows_at_the_event_that_closes_it()
    {
        var rows = Run((0, 100, "a", "b"), (1, 99, "b", "c"), (2, 98, "c", "d"), (3, 97, "d", "a"), (4, 97, "a", "b"));

        Assert.Equal([0, 0, 0, 4, 0], rows.Select(row => row[2]));
        Assert.Equal([1, 2, 3, 4, 5], rows.Select(row => row[4]));
        Assert.Single(rows.Select(row => row[3]).Distinct());
    }

    [Fact]
    public void Trail_ends_after_its_window()
    {
        var rows = Run((0, 100, "a", "b"), (8 * 24 * Hour, 100, "b", "a"));

        Assert.Equal([0, float.NaN, 0], rows[1][..3]);
        Assert.NotEqual(rows[0][3], rows[1][3]);
    }

    [Fact]
    public void What_was_received_is_read_by_the_sender_and_not_added_to()
    {
        var rows = Run((0, 100, "a", "b"), (1, 5, "b", "c"), (2, 5, "b", "c"), (3, 5, "b", "b"), (4, 5, "b", "c"));

        Assert.Equal([0, 1, 1, 1, 2], rows.Select(row => row[5]));
    }

    [Fact]
    public void Logged_vector_leads_to_the_same_bytes_without_the_sender()
    {
        PastEvent[] events =
            [.. Enumerable.Range(0, 300).Select(i => Event((i * 977L, 100 + i * 31 % 40, $"{i * 7 % 9}", $"{i * 5 % 11}")))];
        var history = new FeatureHistory(Set);
        var rows = history.Run(events).Chunk(Set.Count).ToArray();
        var (engine, alone) = (new FeatureEngine(Set), Set.NewState(1));
        foreach (var (i, e) in events.Index())
        {
            // Only what "3" received is known, and nothing of those who sent it.
            if (e.Texts[1] == "3") engine.Observe(engine.Prepare(e.Time, e.Numbers, e.Texts), [null, alone, null], rows[i]);
        }

        Assert.Contains(rows, row => row[4] > 3);
        Assert.Equal(Scene.BytesOf(history.States[1]["3"]), Scene.BytesOf(alone));
    }

    [Fact]
    public void Damaged_trail_is_refused_and_a_sound_one_comes_back()
    {
        var history = new FeatureHistory(Set);
        history.Run([.. Enumerable.Range(0, 20).Select(i => Event((i, 100 + i, $"a{i}", "b")))]);
        var bytes = Scene.BytesOf(history.States[1]["b"]);

        Assert.Equal(bytes, Scene.BytesOf(Scene.StateOf(Set, 1, bytes)));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => Scene.StateOf(Set, 1, bytes.AsSpan(0, length)));
    }

    private static float[][] Run(params (long Time, double Amount, string From, string To)[] events) =>
        [.. new FeatureHistory(Set).Run(Array.ConvertAll(events, Event)).Chunk(Set.Count)];

    private static PastEvent Event((long Time, double Amount, string From, string To) e) =>
        new(Scene.Start + e.Time, [e.Amount], [e.From, e.To], null, 0);
}
