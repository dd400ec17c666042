namespace Platform.Learning.Features.Parts;

/// <summary>How an entity's events spread over the values of a text.</summary>
internal sealed class MixPlan(int condition, int textField, long halfLifeSeconds) : PartPlan(condition)
{
    /// <summary>Values told apart; beyond, the rarest is forgotten.</summary>
    public const int Most = 24;

    public int TextField { get; } = textField;

    /// <summary>Seconds after which an event weighs half; 0 when all weigh the same.</summary>
    public long HalfLife { get; } = halfLifeSeconds;

    public override int MostBytes => 56 + 24 + 8 * Most + 24 + 8 * Most;

    public override Part Create() => new MixPart(this);

    public override string Layout => $"mix {TextField} {HalfLife}";
}

/// <summary>Weights of the values that are not the rarest, as of the latest event.</summary>
internal sealed class MixPart(MixPlan plan) : Part
{
    private ulong[] values = [];
    private double[] weights = [];
    private int used;
    private long at;

    /// <summary>Shannon's entropy in bits; NaN before the first event. Fading does not change it: all weights fade alike.</summary>
    public double Entropy()
    {
        var (sum, logs) = (0.0, 0.0);
        foreach (var weight in weights.AsSpan(0, used))
        {
            sum += weight;
            if (weight > 0) logs += weight * Math.Log2(weight);
        }

        return sum > 0 ? Math.Max(0, Math.Log2(sum) - logs / sum) : double.NaN;
    }

    public override void Observe(in FeatureEvent e)
    {
        var value = e.Hashes[plan.TextField];
        if (value != TextHash.Missing) Add(value, e.Time, 1);
    }

    public override void Merge(Part other)
    {
        var theirs = (MixPart)other;
        for (var i = 0; i < theirs.used; i++) Add(theirs.values[i], theirs.at, theirs.weights[i]);
    }

    public override void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)used);
        writer.WriteInteger(at);
        for (var i = 0; i < used; i++)
        {
            writer.WriteFixed(values[i]);
            writer.WriteDouble(weights[i]);
        }
    }

    public override void Load(ref PackedReader reader)
    {
        used = reader.ReadCount(MixPlan.Most);
        at = reader.ReadInteger();
        (values, weights) = (new ulong[used], new double[used]);
        for (var i = 0; i < used; i++)
        {
            (values[i], weights[i]) = (reader.ReadFixed(), reader.ReadDouble());
            if (!double.IsFinite(weights[i]) || weights[i] < 0) throw new FormatException("A weight is finite and not negative.");
        }
    }

    private void Add(ulong value, long time, double weight)
    {
        if (plan.HalfLife > 0)
        {
            if (time > at) Fade(time);
            weight *= double.Exp2((time - Math.Max(at, time)) / (double)plan.HalfLife);
        }

        at = Math.Max(at, time);
        var index = values.AsSpan(0, used).IndexOf(value);
        if (index < 0) index = PlaceOf(value);
        weights[index] += weight;
    }

    private void Fade(long time)
    {
        var factor = double.Exp2((at - time) / (double)plan.HalfLife);
        foreach (ref var weight in weights.AsSpan(0, used)) weight *= factor;
    }

    private int PlaceOf(ulong value)
    {
        var index = used;
        if (used < MixPlan.Most) Grow();
        else index = Rarest();

        (values[index], weights[index]) = (value, 0);
        return index;
    }

    private int Rarest()
    {
        var rarest = 0;
        for (var i = 1; i < used; i++) rarest = weights[i] < weights[rarest] ? i : rarest;
        return rarest;
    }

    private void Grow()
    {
        if (used == values.Length)
        {
            Array.Resize(ref values, Math.Clamp(used * 2, 4, MixPlan.Most));
            Array.Resize(ref weights, values.Length);
        }

        used++;
    }
}
