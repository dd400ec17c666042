using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>History and scoring compute the same, and neither knows the future.</summary>
public sealed class ReplayTests
{
    private const long Day = 86_400;
    private static readonly FeatureSet Payments = FeatureSet.Shipped("payments");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Scoring_one_by_one_with_states_written_in_between_gives_the_bits_of_history(ulong seed)
    {
        var events = Events(seed, 3_000);
        var rows = new FeatureHistory(Payments).Run(events);

        Assert.Equal(Bits(rows), Bits(Live(events)));
        Assert.Contains(rows.Chunk(Payments.Count), row => row[Position("terminalFrauds7d")] > 0);
    }

    [Fact]
    public void History_in_two_parts_is_history_in_one()
    {
        var events = Events(3, 2_000);
        var history = new FeatureHistory(Payments);

        Assert.Equal(Bits(new FeatureHistory(Payments).Run(events)), Bits([.. history.Run(events[..900]), .. history.Run(events[900..])]));
    }

    [Fact]
    public void Own_label_and_later_events_never_change_a_vector()
    {
        var events = Events(4, 2_000);
        var rows = new FeatureHistory(Payments).Run(events);
        foreach (var cut in new[] { 300, 999, 1_500 })
        {
            var changed = events[cut] with { IsFraud = events[cut].IsFraud is not true };
            PastEvent[] other = [.. events[..cut], changed, .. Events(99, 500, changed.Time)];
            var again = new FeatureHistory(Payments).Run(other);
            var length = (cut + 1) * Payments.Count;

            Assert.Equal(Bits(rows[..length]), Bits(again[..length]));
        }
    }

    [Fact]
    public void Label_is_not_seen_before_it_is_known_nor_before_the_delay()
    {
        // As few a week for each entity as it remembers labels of. All labels known at once: the delay alone must hide them.
        var events = Events(5, 2_000, pause: 20_000);
        var early = Array.ConvertAll(events, e => e with { LabelTime = e.Time });

        Assert.Equal(Bits(new FeatureHistory(Payments).Run(events)), Bits(new FeatureHistory(Payments).Run(early)));
    }

    [Fact]
    public void Extracting_changes_no_byte_of_a_state()
    {
        var (engine, states) = (new FeatureEngine(Payments), new EntityState?[] { Payments.NewState(0), Payments.NewState(1) });
        var vector = new float[Payments.Count];
        foreach (var past in Events(6, 300)) engine.Observe(engine.Prepare(past.Time, past.Numbers, past.Texts), states, vector);
        var before = states.Select(state => Scene.BytesOf(state!)).ToArray();

        engine.Extract(engine.Prepare(Scene.Start + 900 * Day, [1e6], ["x", "y"]), states, vector);

        Assert.Equal(before, states.Select(state => Scene.BytesOf(state!)));
    }

    internal static PastEvent[] Events(ulong seed, int count, long from = Scene.Start, int pause = 3_000)
    {
        var (random, time) = (new SplitMix(seed), from);
        var events = new PastEvent[count];
        for (var i = 0; i < count; i++)
        {
            time += random.Below(pause);
            var (customer, terminal, bad) = (random.Below(12), random.Below(8), random.Below(10) == 0);
            events[i] = new(time, [random.Below(10_000) / 100.0], [$"c{customer}", $"t{terminal}"], bad, time + 7 * Day);
        }

        return events;
    }

    private static float[] Live(PastEvent[] events)
    {
        var (engine, kept) = (new FeatureEngine(Payments), new Dictionary<(int Kind, string Id), byte[]>());
        var (rows, labelled) = (new float[events.Length * Payments.Count], 0);
        for (var i = 0; i < events.Length; i++)
        {
            for (; events[labelled].LabelTime <= events[i].Time; labelled++)
            {
                var states = Load(kept, events[labelled]);
                var past = engine.Prepare(events[labelled].Time, events[labelled].Numbers, events[labelled].Texts);
                engine.Label(past, states, SplitMix.Mix((ulong)labelled + 1), events[labelled].IsFraud is true);
                Keep(kept, events[labelled], states);
            }

            var ends = Load(kept, events[i]);
            var e = engine.Prepare(events[i].Time, events[i].Numbers, events[i].Texts);
            var row = rows.AsSpan(i * Payments.Count, Payments.Count);
            engine.Extract(e, ends, row);
            engine.Observe(e, ends, row);
            Keep(kept, events[i], ends);
        }

        return rows;
    }

    private static EntityState?[] Load(Dictionary<(int Kind, string Id), byte[]> kept, PastEvent e) =>
        [.. e.Texts.Select((id, i) => kept.GetValueOrDefault((i, id!)) is { } bytes
            ? Scene.StateOf(Payments, i, bytes)
            : Payments.NewState(i))];

    private static void Keep(Dictionary<(int Kind, string Id), byte[]> kept, PastEvent e, EntityState?[] states)
    {
        for (var i = 0; i < states.Length; i++) kept[(i, e.Texts[i]!)] = Scene.BytesOf(states[i]!);
    }

    private static int Position(string name) => Payments.Names.Index().First(each => each.Item == name).Index;

    private static int[] Bits(float[] rows) => Array.ConvertAll(rows, BitConverter.SingleToInt32Bits);
}
