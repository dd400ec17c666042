namespace Platform.Learning.Features.Parts;

/// <summary>How a number is spread, over the entity's life or about one window.</summary>
internal sealed class RankPlan(int condition, int number, long windowSeconds) : PartPlan(condition)
{
    /// <summary>Ranks are off by 4 % at most, 99 % of the time.</summary>
    public const int Accuracy = 64;

    public int Number { get; } = number;

    /// <summary>Seconds; 0 for the entity's life.</summary>
    public long Window { get; } = windowSeconds;

    public override int MostBytes => 48 + (Window > 0 ? 2 : 1) * QuantileSketch.MostBytes(Accuracy);

    public override Part Create() => new RankPart(this);

    public override string Layout => $"rank {Number} {Window}";
}

/// <summary>A sketch of quantiles; with a window, one of the stretch that is running and one of it with the stretch before.</summary>
/// <remarks>A window of quantiles therefore covers between one and two of its lengths.</remarks>
internal sealed class RankPart(RankPlan plan) : Part
{
    private QuantileSketch all = new(RankPlan.Accuracy);
    private QuantileSketch? running = plan.Window > 0 ? new(RankPlan.Accuracy) : null;
    private long stretch = -1;

    public override void Observe(in FeatureEvent e)
    {
        var value = e.Number(plan.Number);
        if (double.IsNaN(value)) return;

        Advance(e.Time);
        if (running is not null && e.Time / plan.Window == stretch) running.Add(value);
        all.Add(value);
    }

    public double RankOf(long now, double value) => double.IsNaN(value) ? double.NaN : SketchAt(now)?.RankOf(value) ?? double.NaN;

    public double Quantile(long now, double q) => SketchAt(now)?.Quantile(q) ?? double.NaN;

    public override void Merge(Part other)
    {
        var theirs = (RankPart)other;
        if (running is null || theirs.running is null)
        {
            all.Merge(theirs.all);
            return;
        }

        Advance(Math.Max(0, theirs.stretch * plan.Window));
        if (theirs.stretch == stretch) running.Merge(theirs.running);
        if (stretch - theirs.stretch <= 1) all.Merge(theirs.stretch == stretch ? theirs.all : theirs.running);
    }

    public override void Write(PackedWriter writer)
    {
        writer.WriteInteger(stretch);
        all.Write(writer);
        running?.Write(writer);
    }

    public override void Load(ref PackedReader reader)
    {
        stretch = reader.ReadInteger();
        all = QuantileSketch.Load(ref reader, RankPlan.Accuracy);
        if (plan.Window > 0) running = QuantileSketch.Load(ref reader, RankPlan.Accuracy);
    }

    private QuantileSketch? SketchAt(long now) => running is null ? all : (now / plan.Window - stretch) switch
    {
        <= 0 => all,
        1 => running,
        _ => null,
    };

    private void Advance(long time)
    {
        if (running is null || time / plan.Window <= stretch) return;

        var to = time / plan.Window;
        if (to == stretch + 1) all.CopyFrom(running);
        else all.Clear();
        running.Clear();
        stretch = to;
    }
}
