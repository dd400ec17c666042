using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>Measuring memory takes the machine for itself.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What an entity takes, however many events it has.</summary>
[Collection(nameof(Alone))]
public sealed class BoundsTests
{
    private const long Day = 86_400;

    [Theory]
    [InlineData("payments")]
    [InlineData("authentications")]
    public void Shipped_sets_take_at_most_4_KiB_an_entity(string name)
    {
        var set = FeatureSet.Shipped(name);

        Assert.All(Enumerable.Range(0, set.Entities.Count), entity => Assert.InRange(set.MostBytes(entity), 500, 4_096));
    }

    [Theory]
    [InlineData("payments")]
    [InlineData("authentications")]
    public void Entity_takes_what_is_stated_once_all_is_full(string name)
    {
        var set = FeatureSet.Shipped(name);
        var states = Full(set, 40_000);
        for (var i = 0; i < states.Length; i++)
        {
            var bytes = Scene.BytesOf(states[i]!);
            var loaded = new EntityState[500];
            var before = GC.GetTotalMemory(forceFullCollection: true);
            foreach (ref var state in loaded.AsSpan()) state = Scene.StateOf(set, i, bytes);
            var taken = (GC.GetTotalMemory(forceFullCollection: true) - before) / loaded.Length;

            Assert.Equal(bytes, Scene.BytesOf(loaded[^1]));
            Assert.InRange(taken, set.MostBytes(i) * 2 / 3, set.MostBytes(i));
        }
    }

    private static EntityState?[] Full(FeatureSet set, int events)
    {
        var (engine, random, vector) = (new FeatureEngine(set), new SplitMix(1), new float[set.Count]);
        EntityState?[] states = [.. set.Entities.Select((_, i) => set.NewState(i))];
        for (var i = 0; i < events; i++)
        {
            double[] numbers = [.. set.Numbers.Select(_ => random.Below(9_000) / 100.0)];
            string?[] texts = [.. set.Texts.Select((name, at) => name == "outcome" ? "failure" : $"{random.Below(5_000)}")];
            var e = engine.Prepare(Scene.Start + i * 120L, numbers, texts);
            engine.Extract(e, states, vector);
            engine.Observe(e, states, vector);
            engine.Label(e, states, SplitMix.Mix((ulong)i), i % 3 > 0);
        }

        return states;
    }
}
