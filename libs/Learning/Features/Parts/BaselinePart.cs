namespace Platform.Learning.Features.Parts;

/// <summary>What is normal for a number over the entity's life.</summary>
internal sealed class BaselinePlan(int condition, int number) : PartPlan(condition)
{
    public int Number { get; } = number;

    public override int MostBytes => 56;

    public override Part Create() => new BaselinePart(this);

    public override string Layout => $"baseline {Number}";
}

/// <summary>A robust profile of one number.</summary>
internal sealed class BaselinePart(BaselinePlan plan) : Part
{
    private RobustProfile profile;

    public double ZScore(double value) => profile.ZScore(value);

    public double Mean => profile.Count > 0 ? profile.Mean : double.NaN;

    public override void Observe(in FeatureEvent e)
    {
        var value = e.Number(plan.Number);
        if (!double.IsNaN(value)) profile.Add(value);
    }

    public override void Merge(Part other) => profile.Merge(((BaselinePart)other).profile);

    public override void Write(PackedWriter writer) => profile.Write(writer);

    public override void Load(ref PackedReader reader)
    {
        profile = RobustProfile.Load(ref reader);
        if (!double.IsFinite(profile.Mean)) throw new FormatException("The mean of a profile is not a number.");
    }
}
