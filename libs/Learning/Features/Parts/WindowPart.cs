namespace Platform.Learning.Features.Parts;

/// <summary>Counts, sums, extremes over one window of time.</summary>
internal sealed class WindowPlan(int condition, long windowSeconds) : PartPlan(condition)
{
    public long Window { get; } = windowSeconds;

    public BucketShape Shape { get; } = BucketShape.Of(windowSeconds);

    public override int MostBytes => 48 + Shape.MostBytes;

    public override Part Create() => new WindowPart(this);

    public override string Layout => $"window {Window} {string.Join(' ', Shape.Numbers)} {string.Join(' ', Shape.Columns)}";

    /// <summary>Position of how many events had a number; 1 of how many events there were.</summary>
    public int HeadOf(int number)
    {
        if (number < 0) return 1;
        if (!Shape.Numbers.Contains(number)) Shape.Numbers.Add(number);
        return 2 + Shape.Numbers.IndexOf(number);
    }

    public int ColumnOf(int number, ColumnKind kind)
    {
        if (!Shape.Columns.Contains((number, kind))) Shape.Columns.Add((number, kind));
        return Shape.Columns.IndexOf((number, kind));
    }
}

/// <summary>The buckets of one window.</summary>
internal sealed class WindowPart(WindowPlan plan) : Part
{
    private BucketRows rows = new(plan.Shape);

    public override void Observe(in FeatureEvent e)
    {
        var row = rows.RowFor(plan.Shape, plan.Shape.BucketOf(e.Time));
        if (row > 0) rows.Take(plan.Shape, row, e);
    }

    public long Count(long now, int head) => rows.CountIn(plan.Shape, RangeAt(now), head);

    public double Column(long now, int column) => rows.ColumnIn(plan.Shape, RangeAt(now), column);

    public override void Merge(Part other) => rows.Merge(plan.Shape, ((WindowPart)other).rows);

    public override void Write(PackedWriter writer) => rows.Write(plan.Shape, writer);

    public override void Load(ref PackedReader reader) => rows.Load(plan.Shape, ref reader);

    // Buckets that begin after now belong to events that came before this one though they happened later.
    private (int From, int To) RangeAt(long now) =>
        plan.Shape.BucketOf(now) is var bucket ? rows.Range(plan.Shape, bucket - plan.Shape.Buckets, bucket) : default;
}
