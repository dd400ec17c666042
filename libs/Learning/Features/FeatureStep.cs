using Platform.Learning.Features.Parts;
using static Platform.Learning.Features.FeatureFunction;

namespace Platform.Learning.Features;

/// <summary>Where a feature finds what it reads: positions of parts, and of counts and columns in them.</summary>
internal sealed record FeatureStep(FeatureDeclaration Feature)
{
    /// <summary>The text field with the id of the entity that it reads.</summary>
    public int IdField { get; init; }

    public int Part { get; init; }

    public int Whole { get; init; }

    public int Life { get; init; }

    public int Head { get; init; }

    public int Column { get; init; }

    public int Extra { get; init; }

    public int WholeHead { get; init; }

    public int WholeColumn { get; init; }
}

/// <summary>Decides what a feature needs its entity to remember.</summary>
/// <param name="entity">Whose history it reads.</param>
/// <param name="feature">The feature.</param>
/// <param name="number">Its own position among the numbers.</param>
internal sealed class FeaturePlanner(EntityPlan entity, FeatureDeclaration feature, int number)
{
    public FeatureStep Plan() => feature.Function switch
    {
        Risk or Frauds or SinceFraud or LastLabel or FraudRun or FraudStreak => PlanLabel(),
        _ when feature.Events > 0 => new(feature) { Part = Recent() },
        Spike => PlanSpike(),
        Rate => InWindow(feature.Window) with { Life = Life() },
        Count or Sum or Mean or Min or Max or Deviation => InWindow(feature.Window),
        Ratio or Zscore when feature.Window > 0 => InWindow(feature.Window),
        Ratio or Zscore => new(feature) { Part = Baseline() },
        FeatureFunction.Quantile or QuantileRank => new(feature) { Part = Rank() },
        Distinct or NewValue or SinceLastSame => PlanValues(),
        FeatureFunction.Entropy => new(feature) { Part = Mix() },
        Fading => new(feature) { Part = Fade() },
        Alike or SinceAlike or TrailOrigin or TrailHops or CycleLength => new(feature) { Part = Trail() },
        GeoVelocity => new(feature) { Part = Place() },
        _ => new(feature) { Part = Life() },
    };

    private FeatureStep InWindow(long window)
    {
        var part = entity.PartFor(plan => Same(plan) && plan.Window == window, () => new WindowPlan(feature.Condition, window));
        var planned = (WindowPlan)entity.Parts[part];
        var step = new FeatureStep(feature) { Part = part, Head = planned.HeadOf(feature.Number) };
        if (feature.Number < 0 || feature.Function is Count) return step;

        var kind = feature.Function switch { Min => ColumnKind.Min, Max => ColumnKind.Max, _ => ColumnKind.Sum };
        step = step with { Column = planned.Shape.ColumnOf(feature.Number, kind) };
        return feature.Function is Deviation or Zscore
            ? step with { Extra = planned.Shape.ColumnOf(feature.Number, ColumnKind.Squares) }
            : step;
    }

    private FeatureStep PlanSpike()
    {
        var (today, whole) = (InWindow(feature.Per), InWindow(feature.Window));
        return today with { Whole = whole.Part, WholeHead = whole.Head, WholeColumn = whole.Column, Life = Life() };
    }

    private FeatureStep PlanValues()
    {
        var part = entity.PartFor(
            plan => Same(plan) && plan.TextField == feature.TextField, () => new ValuesPlan(feature.Condition, feature.TextField));
        var planned = (ValuesPlan)entity.Parts[part];
        planned.Hold(feature.Keep);
        var window = feature.Function is Distinct ? planned.WindowOf(feature.Window) : 0;
        return new(feature) { Part = part, Head = window };
    }

    private FeatureStep PlanLabel()
    {
        var part = entity.PartFor(
            plan => Same(plan) && plan.Delay == feature.Delay, () => new LabelPlan(feature.Condition, feature.Delay));
        if (feature.Window > 0) ((LabelPlan)entity.Parts[part]).Cover(feature.Window);
        return new(feature) { Part = part };
    }

    private int Recent()
    {
        var part = entity.PartFor(
            plan => Same(plan) && plan.Number == feature.Number && plan.TextField == feature.TextField,
            () => new RecentPlan(feature.Condition, feature.Number, feature.TextField));
        ((RecentPlan)entity.Parts[part]).Hold(feature.Events);
        return part;
    }

    private int Life() => entity.PartFor(Same, () => new LifePlan(feature.Condition));

    private int Baseline() => entity.PartFor(
        plan => Same(plan) && plan.Number == feature.Number && plan.By == feature.By && plan.Memory == feature.Memory,
        () => new BaselinePlan(feature.Condition, feature.Number, feature.By, feature.Memory));

    private int Fade() => entity.PartFor(
        plan => Same(plan) && plan.Number == feature.Number && plan.HalfLife == feature.Window,
        () => new FadingPlan(feature.Condition, feature.Number, feature.Window));

    private int Trail()
    {
        var part = entity.PartFor(
            plan => Same(plan) && plan.Amount == feature.Number && plan.Window == feature.Window,
            () => new TrailPlan(feature.Condition, feature.Number, feature.Window) { IdField = entity.IdField });
        var plan = (TrailPlan)entity.Parts[part];
        if (feature.Function is TrailOrigin) plan.Origin = number;
        if (feature.Function is TrailHops) plan.Hops = number;
        return part;
    }

    private int Rank() => entity.PartFor(
        plan => Same(plan) && plan.Number == feature.Number && plan.Window == feature.Window,
        () => new RankPlan(feature.Condition, feature.Number, feature.Window));

    private int Mix() => entity.PartFor(
        plan => Same(plan) && plan.TextField == feature.TextField && plan.HalfLife == feature.Window,
        () => new MixPlan(feature.Condition, feature.TextField, feature.Window));

    private int Place() => entity.PartFor(
        plan => Same(plan) && plan.Latitude == feature.Latitude && plan.Longitude == feature.Longitude,
        () => new PlacePlan(feature.Condition, feature.Latitude, feature.Longitude));

    private bool Same(PartPlan plan) => plan.Condition == feature.Condition;
}
