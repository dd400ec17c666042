namespace Platform.Learning.Features.Parts;

/// <summary>Which values of a text an entity had, and how many distinct ones in some windows.</summary>
internal sealed class ValuesPlan(int condition, int textField) : PartPlan(condition)
{
    /// <summary>The most distinct values up to which everything is exact; beyond, the one not seen for longest is forgotten.</summary>
    public const int Exact = 48;

    public int TextField { get; } = textField;

    /// <summary>Distinct values up to which this part is exact.</summary>
    public int Kept { get; private set; }

    public List<long> Windows { get; } = [];

    public override int MostBytes =>
        56 + RecentSet.MostBytes(Kept) + (Windows.Count > 0 ? 24 + Windows.Count * (8 + DistinctPane.MostBytes) : 0);

    public override Part Create() => new ValuesPart(this);

    public override string Layout => $"values {TextField} {Kept} {string.Join(' ', Windows)}";

    public void Hold(int values) => Kept = Math.Max(Kept, values);

    public int WindowOf(long windowSeconds)
    {
        if (!Windows.Contains(windowSeconds)) Windows.Add(windowSeconds);
        return Windows.IndexOf(windowSeconds);
    }
}

/// <summary>The latest values exactly; once one had to be forgotten, sketches as well.</summary>
internal sealed class ValuesPart(ValuesPlan plan) : Part
{
    private RecentSet recent = new(plan.Kept);
    private DistinctPane[] panes = [];
    // When the latest of the forgotten values was last seen: a window that begins later is still exact.
    private long forgotten = -1;

    public override void Observe(in FeatureEvent e)
    {
        var value = e.Hashes[plan.TextField];
        if (value != TextHash.Missing) Add(value, e.Time);
    }

    public long? LastSeen(ulong value) => recent.LastSeen(value);

    public bool IsEmpty => recent.Count == 0;

    public double Distinct(int window, long now)
    {
        var since = now - plan.Windows[window] + 1;
        return panes.Length == 0 || since > forgotten ? recent.CountSince(since) : panes[window].Count(now);
    }

    public override void Merge(Part other)
    {
        var theirs = (ValuesPart)other;
        if (theirs.panes.Length > 0) OpenPanes();
        for (var i = 0; i < theirs.panes.Length; i++) panes[i].Merge(theirs.panes[i]);
        forgotten = Math.Max(forgotten, theirs.forgotten);
        for (var i = 0; i < theirs.recent.Count; i++)
        {
            var (value, time) = theirs.recent.At(i);
            Add(value, time);
        }
    }

    public override void Write(PackedWriter writer)
    {
        recent.Write(writer);
        writer.WriteInteger(forgotten);
        writer.WriteNatural((ulong)panes.Length);
        foreach (var pane in panes) pane.Write(writer);
    }

    public override void Load(ref PackedReader reader)
    {
        recent = RecentSet.Load(ref reader, plan.Kept);
        forgotten = reader.ReadInteger();
        var count = reader.ReadCount(plan.Windows.Count);
        if (count != 0 && count != plan.Windows.Count) throw new FormatException("The windows of distinct values are not all there.");

        panes = new DistinctPane[count];
        for (var i = 0; i < count; i++) panes[i] = DistinctPane.Load(ref reader, plan.Windows[i]);
    }

    private void Add(ulong value, long time)
    {
        if (recent.Count == plan.Kept && recent.LastSeen(value) is null)
        {
            OpenPanes();
            forgotten = Math.Max(forgotten, Math.Min(time, recent.OldestSeen()));
        }

        recent.Touch(value, time);
        foreach (var pane in panes) pane.Add(HashOf(value), time);
    }

    // All 64 bits go into a sketch, and of a value that is remembered 32 are known.
    private static ulong HashOf(ulong value) => SplitMix.Mix((uint)value);

    private void OpenPanes()
    {
        if (panes.Length > 0 || plan.Windows.Count == 0) return;

        panes = [.. plan.Windows.Select(window => new DistinctPane(window))];
        for (var i = 0; i < recent.Count; i++)
        {
            var (value, time) = recent.At(i);
            foreach (var pane in panes) pane.Add(HashOf(value), time);
        }
    }
}

/// <summary>Distinct values of about one window by two sketches: of the stretch that is running, and of it with the one before.</summary>
/// <remarks>
/// What only the stretch before had counts for the share of it that is still inside the window, so besides the sketch's 7 % the count is
/// as good as the values are evenly spread. Values that came later than the stretch before are left out.
/// </remarks>
internal sealed class DistinctPane(long windowSeconds)
{
    private HyperLogLog running = new(HyperLogLog.SevenPercent);
    private HyperLogLog both = new(HyperLogLog.SevenPercent);
    private long stretch = -1;

    public static int MostBytes => 48 + 2 * HyperLogLog.MostBytes(HyperLogLog.SevenPercent);

    public void Add(ulong value, long time)
    {
        Advance(time / windowSeconds);
        var behind = stretch - time / windowSeconds;
        if (behind <= 1) both.Add(value);
        if (behind == 0) running.Add(value);
    }

    public double Count(long now)
    {
        var inside = 1 - now % windowSeconds / (double)windowSeconds;
        return (now / windowSeconds - stretch) switch
        {
            < 0 => both.Count(),
            0 => running.Count() + Math.Max(0, both.Count() - running.Count()) * inside,
            1 => running.Count() * inside,
            _ => 0,
        };
    }

    public void Merge(DistinctPane other)
    {
        Advance(other.stretch);
        if (stretch - other.stretch <= 1) both.Merge(stretch == other.stretch ? other.both : other.running);
        if (stretch == other.stretch) running.Merge(other.running);
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteInteger(stretch);
        running.Write(writer);
        both.Write(writer);
    }

    public static DistinctPane Load(ref PackedReader reader, long windowSeconds) => new(windowSeconds)
    {
        stretch = reader.ReadInteger(),
        running = HyperLogLog.Load(ref reader, HyperLogLog.SevenPercent),
        both = HyperLogLog.Load(ref reader, HyperLogLog.SevenPercent),
    };

    private void Advance(long to)
    {
        if (to <= stretch) return;

        (running, both) = (both, running);
        if (to > stretch + 1) both.Clear();
        running.Clear();
        stretch = to;
    }
}
