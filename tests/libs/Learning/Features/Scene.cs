using System.Buffers;
using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>A feature set of one or two features about an entity, and its events one by one.</summary>
internal sealed class Scene
{
    private const double Nowhere = double.NaN;
    public const long Start = 1_700_000_000 / 86_400 * 86_400;
    private const string Head = """
        numbers: [amount, lat, lon]
        texts: [who, what, kind]
        entities: { who: who }
        features:

        """;

    private readonly FeatureEngine engine;
    private readonly EntityState?[] states;

    public Scene(params string[] features)
        : this(FeatureSet.Parse(Head + string.Concat(features.Select((feature, i) => $"  - {{ name: f{i}, {feature} }}\n")), "test.yaml"))
    {
    }

    public Scene(FeatureSet set)
    {
        (Set, engine) = (set, new(set));
        states = [.. set.Entities.Select((_, i) => set.NewState(i))];
    }

    public FeatureSet Set { get; }

    public EntityState State
    {
        get => states[0] ?? throw new InvalidOperationException();
        set => states[0] = value;
    }

    public static string One(string feature) => Head + $"  - {{ {feature} }}\n";

    /// <summary>The vector of an event that is not observed.</summary>
    public float[] Read(long time, double amount = 1, string? what = "a", string? kind = "k", double lat = Nowhere, double lon = Nowhere)
    {
        var vector = new float[Set.Count];
        engine.Extract(engine.Prepare(Start + time, [amount, lat, lon], ["w", what, kind]), states, vector);
        return vector;
    }

    public float[] See(long time, double amount = 1, string? what = "a", string? kind = "k", double lat = Nowhere, double lon = Nowhere)
    {
        var vector = Read(time, amount, what, kind, lat, lon);
        engine.Observe(engine.Prepare(Start + time, [amount, lat, lon], ["w", what, kind]), states, vector);
        return vector;
    }

    public void Label(long time, ulong id, bool isFraud, string? kind = "k") =>
        engine.Label(engine.Prepare(Start + time, [1, double.NaN, double.NaN], ["w", "a", kind]), states, SplitMix.Mix(id), isFraud);

    public byte[] Bytes() => BytesOf(State);

    public static byte[] BytesOf(EntityState state)
    {
        var bytes = new ArrayBufferWriter<byte>();
        state.Write(new(bytes));
        return bytes.WrittenSpan.ToArray();
    }

    public static EntityState StateOf(FeatureSet set, int entity, ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var state = set.LoadState(entity, ref reader);
        return reader.AtEnd ? state : throw new FormatException("Bytes are left over.");
    }
}
