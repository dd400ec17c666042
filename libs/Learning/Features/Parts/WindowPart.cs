namespace Platform.Learning.Features.Parts;

/// <summary>Counts, sums, extremes over one window of time.</summary>
internal sealed class WindowPlan(int condition, long windowSeconds) : PartPlan(condition)
{
    public long Window { get; } = windowSeconds;

    public BucketShape Shape { get; } = BucketShape.Of(windowSeconds);

    /// <summary>Position of the event's bucket among those that were told for it.</summary>
    public int Clock { get; set; }

    public override int MostBytes => 56 + Shape.MostBytes;

    public override Part Create() => new WindowPart(this);

    public override string Layout => $"window {Window} {string.Join(' ', Shape.Numbers)} {string.Join(' ', Shape.Columns)}";

    /// <summary>Position of how many events had a number; 1 of how many events there were.</summary>
    public int HeadOf(int number) => number < 0 ? 1 : Shape.HeadOf(number);
}

/// <summary>The buckets of one window.</summary>
internal sealed class WindowPart(WindowPlan plan) : Part
{
    private BucketRows rows = new(plan.Shape);

    public override void Observe(in FeatureEvent e)
    {
        var row = rows.RowFor(plan.Shape, e.Buckets[plan.Clock]);
        if (row > 0) rows.Take(plan.Shape, row, e);
    }

    /// <summary>The rows of the window that ends with the event, to be asked for counts and columns.</summary>
    /// <remarks>Buckets that begin after it belong to events that came before this one though they happened later.</remarks>
    public (int From, int To) RangeAt(in FeatureEvent e)
    {
        var bucket = e.Buckets[plan.Clock];
        return rows.Range(plan.Shape, bucket - plan.Shape.Buckets, bucket);
    }

    public long Count((int From, int To) range, int head) => rows.CountIn(plan.Shape, range, head);

    public double Column((int From, int To) range, int column) => rows.ColumnIn(plan.Shape, range, column);

    public override void Merge(Part other) => rows.Merge(plan.Shape, ((WindowPart)other).rows);

    public override void Write(PackedWriter writer) => rows.Write(plan.Shape, writer);

    public override void Load(ref PackedReader reader) => rows.Load(plan.Shape, ref reader);
}
