using System.Runtime.CompilerServices;
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
            var taken = TakenBy(set, i, bytes);

            Assert.InRange(taken, set.MostBytes(i) / 2, set.MostBytes(i));
        }
    }

    // A method of its own, so that the states of one kind are gone before those of the next are measured.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long TakenBy(FeatureSet set, int entity, byte[] bytes)
    {
        var loaded = new EntityState[1_000];
        var before = InUse();
        foreach (ref var state in loaded.AsSpan()) state = Scene.StateOf(set, entity, bytes);
        var taken = (InUse() - before) / loaded.Length;

        Assert.Equal(bytes, Scene.BytesOf(loaded[^1]));
        return taken;
    }

    private static long InUse()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
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
