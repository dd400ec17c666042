namespace Platform.Learning.Features.Parts;

/// <summary>A sum of a number that halves with time.</summary>
internal sealed class FadingPlan(int condition, int number, long halfLifeSeconds) : PartPlan(condition)
{
    public int Number { get; } = number;

    public long HalfLife { get; } = halfLifeSeconds;

    public override int MostBytes => 48;

    public override Part Create() => new FadingPart(this);

    public override string Layout => $"fading {Number} {HalfLife}";
}

/// <summary>The sum as of the latest event that added to it.</summary>
internal sealed class FadingPart(FadingPlan plan) : Part
{
    private FadingCount sum;

    /// <summary>What is left of earlier events, and this one's number.</summary>
    public double With(in FeatureEvent e)
    {
        var value = e.Number(plan.Number);
        return sum.Read(e.Time, plan.HalfLife) + (double.IsNaN(value) ? 0 : value);
    }

    public override void Observe(in FeatureEvent e)
    {
        var value = e.Number(plan.Number);
        if (!double.IsNaN(value) && value != 0) sum.Add(e.Time, plan.HalfLife, value);
    }

    public override void Merge(Part other) => sum.Merge(((FadingPart)other).sum, plan.HalfLife);

    public override void Write(PackedWriter writer) => sum.Write(writer);

    public override void Load(ref PackedReader reader)
    {
        sum = FadingCount.Load(ref reader);
        if (!double.IsFinite(sum.Read(0, plan.HalfLife))) throw new FormatException("A fading sum is not a number.");
    }
}
