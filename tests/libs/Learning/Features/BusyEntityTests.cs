using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>An entity with ten million events, one a second for a third of a year.</summary>
[Collection(nameof(Alone))]
public sealed class BusyEntityTests
{
    private const int Events = 10_000_000;
    private const long LongestBucket = 172_800;

    [Fact]
    public void Ten_million_events_take_the_bytes_that_are_stated_and_windows_still_count_exactly()
    {
        var set = FeatureSet.Parse(
            """
            numbers: [amount]
            texts: [who, what]
            entities: { who: who }
            features:
              - { name: hour, entity: who, function: count, window: 1h }
              - { name: day, entity: who, function: count, window: 1d }
              - { name: week, entity: who, function: count, window: 7d }
              - { name: month, entity: who, function: count, window: 30d }
              - { name: sum, entity: who, function: sum, of: amount, window: 30d }
              - { name: z, entity: who, function: zscore, of: amount }
              - { name: mean, entity: who, function: mean, of: amount, window: 10 events }
              - { name: distinct, entity: who, function: distinct, of: what, window: 1d }
              - { name: frauds, entity: who, function: frauds, window: 30d, delay: 1d }
              - { name: since, entity: who, function: sinceFraud, delay: 1d }
            """, "busy.yaml");
        var (engine, states, vector) = (new FeatureEngine(set), new EntityState?[] { set.NewState(0) }, new float[set.Count]);
        string[] values = [.. Enumerable.Range(0, 100).Select(i => $"v-{i}")];
        string?[] texts = ["w", null];
        double[] numbers = [0];
        // At the last second of a bucket, windows cover their whole length.
        var last = (Scene.Start + Events) / LongestBucket * LongestBucket - 1;

        for (var time = last - Events; time < last; time++)
        {
            (numbers[0], texts[1]) = (1 + time % 2, values[time % 100]);
            var e = engine.Prepare(time, numbers, texts);
            engine.Observe(e, states, vector);
            if (time % 10_000 == 0) engine.Label(e, states, (ulong)time, isFraud: true);
        }

        engine.Extract(engine.Prepare(last, numbers, texts), states, vector);
        Assert.All(vector, value => Assert.True(float.IsFinite(value)));
        Assert.Equal([3_599, 86_399, 604_799, 2_591_999], vector[..4]);
        Assert.Equal(1_296_000 * 1 + 1_295_999 * 2, vector[4]);
        Assert.InRange(vector[7], 75, 125);
        Assert.InRange(Scene.BytesOf(states[0]!).Length, 100, set.MostBytes(0));
    }
}
