using System.Numerics;

namespace Platform.Learning.Features.Parts;

/// <summary>What is known of the outcome of an entity's events that are older than a delay.</summary>
internal sealed class LabelPlan(int condition, long delaySeconds) : PartPlan(condition)
{
    /// <summary>Known frauds told apart: a label that comes again is recognised while its event is among the latest of them.</summary>
    public const int MostFrauds = 16;

    private const int MostBuckets = 200;
    private const int BucketsPerWindow = 4;
    private readonly List<long> windows = [];
    private BucketShape? shape;

    /// <summary>Positions of the counts of events and of frauds.</summary>
    public const int EventHead = 1;
    public const int FraudHead = 2;

    public long Delay { get; } = delaySeconds;

    /// <summary>The shortest window has 4 buckets, unless the longest, with the delay, would have more than 200 of them.</summary>
    public BucketShape Shape => shape ??= MakeShape();

    public override int MostBytes => 64 + (windows.Count > 0 ? Shape.MostBytes : 40) + RecentSet.MostBytes(MostFrauds) + Verdicts.MostBytes;

    public override Part Create() => new LabelPart(this);

    public override string Layout => $"label {Delay} {Shape.BucketSeconds} {Shape.Buckets}";

    public void Cover(long windowSeconds) => windows.Add(windowSeconds);

    private BucketShape MakeShape()
    {
        var (least, most) = windows.Count > 0 ? (windows.Min(), windows.Max() + Delay) : (Quantity.Day, 0);
        var length = Math.Max(least / BucketsPerWindow, (most + MostBuckets - 1) / MostBuckets);
        var made = new BucketShape((int)length, windows.Count > 0 ? (int)(most / length) + 2 : 1);
        made.HeadOf(FeatureDeclaration.None);
        return made;
    }
}

/// <summary>Events and frauds by buckets of event time, the latest frauds, and the latest verdicts.</summary>
/// <remarks>
/// Every read ends at now - delay, in whole buckets: a label that came sooner is not seen before its time, so a history in which all
/// labels came at their usual delay trains on just what scoring will see. A label that comes later is seen from then on.
/// </remarks>
internal sealed class LabelPart(LabelPlan plan) : Part
{
    private BucketRows rows = new(plan.Shape);
    private RecentSet frauds = new(LabelPlan.MostFrauds);
    private Verdicts verdicts = new();

    public override void Observe(in FeatureEvent e)
    {
        var row = rows.RowFor(plan.Shape, plan.Shape.BucketOf(e.Time));
        if (row > 0) rows.Count(plan.Shape, row, LabelPlan.EventHead, 1);
    }

    public override void Label(in FeatureEvent e, ulong id, bool isFraud)
    {
        verdicts.Add((uint)e.Time, id, isFraud);
        var wasFraud = frauds.LastSeen(id) is not null;
        if (wasFraud == isFraud) return;

        if (isFraud) frauds.Touch(id, e.Time);
        else frauds.Remove(id);
        var row = rows.RowOf(plan.Shape, plan.Shape.BucketOf(e.Time));
        // A label that came before its event was never counted, so its correction takes nothing away.
        if (row > 0 && (isFraud || rows.CountIn(plan.Shape, (row, row), LabelPlan.FraudHead) > 0))
            rows.Count(plan.Shape, row, LabelPlan.FraudHead, isFraud ? 1 : -1);
    }

    /// <summary>Events of a window and the known frauds among them; none while no label is known: that is not the same as honest.</summary>
    public (long Events, long Frauds) Known(long now, long window)
    {
        // A bucket counts once all of it is past the delay.
        var upTo = plan.Shape.BucketOf(Math.Max(0, now - plan.Delay + 1)) - 1;
        var buckets = Math.Max(1, plan.Shape.BucketOf(window));
        var range = rows.Range(plan.Shape, upTo - buckets, upTo);
        var known = rows.CountIn(plan.Shape, range, LabelPlan.FraudHead);
        return known > 0 || verdicts.Last(now - plan.Delay) is not null
            ? (rows.CountIn(plan.Shape, range, LabelPlan.EventHead), known)
            : (0, known);
    }

    public double SinceFraud(long now) => frauds.LatestUpTo(now - plan.Delay) is { } time ? now - time : double.NaN;

    public double LastLabel(long now) => verdicts.Last(now - plan.Delay) is { } fraud ? fraud ? 1 : 0 : double.NaN;

    /// <summary>Of the latest events whose label is known, how many there are and how many were frauds.</summary>
    public (long Events, long Frauds) Latest(long now, int events) => verdicts.Latest(now - plan.Delay, events);

    public double FraudStreak(long now) => verdicts.Streak(now - plan.Delay);

    public double FraudRun(long now) => verdicts.RunStart(now - plan.Delay) is { } start ? now - start : double.NaN;

    public override void Merge(Part other)
    {
        var theirs = (LabelPart)other;
        rows.Merge(plan.Shape, theirs.rows);
        verdicts.Merge(theirs.verdicts);
        for (var i = 0; i < theirs.frauds.Count; i++)
        {
            var (id, time) = theirs.frauds.At(i);
            frauds.Touch(id, time);
        }
    }

    public override void Write(PackedWriter writer)
    {
        rows.Write(plan.Shape, writer);
        frauds.Write(writer);
        verdicts.Write(writer);
    }

    public override void Load(ref PackedReader reader)
    {
        rows.Load(plan.Shape, ref reader);
        frauds = RecentSet.Load(ref reader, LabelPlan.MostFrauds);
        verdicts = Verdicts.Load(ref reader);
    }
}

/// <summary>The latest labelled events by when they happened; one that is older than all of a full list is left out.</summary>
internal sealed class Verdicts
{
    private const int Most = 32;
    private uint[] ids = [];
    private uint[] times = [];
    private uint frauds;
    private int used;

    public static int MostBytes => 48 + 24 + 4 * Most + 24 + 4 * Most;

    /// <summary>Whether the latest labelled event up to a moment was a fraud; null when none is known.</summary>
    public bool? Last(long upTo) => EndAt(upTo) is > 0 and var end ? IsFraud(end - 1) : null;

    /// <summary>When the run of frauds began that goes on at a moment; null when the latest known event was none.</summary>
    public long? RunStart(long upTo)
    {
        var streak = Streak(upTo);
        return streak > 0 ? times[EndAt(upTo) - streak] : null;
    }

    /// <summary>Known frauds in a row, up to a moment.</summary>
    public int Streak(long upTo)
    {
        var end = EndAt(upTo);
        var start = end;
        while (start > 0 && IsFraud(start - 1)) start--;
        return end - start;
    }

    /// <summary>The latest so many labelled events up to a moment, and the frauds among them.</summary>
    public (long Events, long Frauds) Latest(long upTo, int events)
    {
        var end = EndAt(upTo);
        var count = Math.Min(events, end);
        var mask = count == Most ? uint.MaxValue : (1u << count) - 1;
        return (count, BitOperations.PopCount(frauds >> (end - count) & mask));
    }

    public void Add(uint time, ulong id, bool isFraud)
    {
        var known = ids.AsSpan(0, used).IndexOf((uint)id);
        if (known < 0) known = Place(time, (uint)id);
        if (known >= 0) frauds = (frauds & ~(1u << known)) | (isFraud ? 1u << known : 0);
    }

    public void Merge(Verdicts other)
    {
        for (var i = 0; i < other.used; i++) Add(other.times[i], other.ids[i], other.IsFraud(i));
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)used);
        if (used > 0) writer.WriteNatural(frauds);
        for (var i = 0; i < used; i++)
        {
            writer.WriteNatural(ids[i]);
            writer.WriteNatural(times[i]);
        }
    }

    public static Verdicts Load(ref PackedReader reader)
    {
        var verdicts = new Verdicts { used = reader.ReadCount(Most) };
        if (verdicts.used > 0) verdicts.frauds = reader.ReadTime();
        (verdicts.ids, verdicts.times) = (new uint[verdicts.used], new uint[verdicts.used]);
        for (var i = 0; i < verdicts.used; i++)
        {
            (verdicts.ids[i], verdicts.times[i]) = ((uint)reader.ReadNatural(), reader.ReadTime());
            if (i > 0 && verdicts.times[i] < verdicts.times[i - 1]) throw new FormatException("Verdicts are out of order.");
        }

        return verdicts;
    }

    private bool IsFraud(int index) => (frauds >> index & 1) != 0;

    private int EndAt(long time)
    {
        var end = used;
        while (end > 0 && times[end - 1] > time) end--;
        return end;
    }

    private int Place(uint time, uint id)
    {
        var at = EndAt(time);
        if (used == Most)
        {
            if (at == 0) return -1;
            ids.AsSpan(1).CopyTo(ids);
            times.AsSpan(1).CopyTo(times);
            (frauds, used, at) = (frauds >> 1, used - 1, at - 1);
        }

        if (used == ids.Length)
        {
            Array.Resize(ref ids, Math.Clamp(used * 2, 4, Most));
            Array.Resize(ref times, ids.Length);
        }

        ids.AsSpan(at, used - at).CopyTo(ids.AsSpan(at + 1));
        times.AsSpan(at, used - at).CopyTo(times.AsSpan(at + 1));
        (ids[at], times[at]) = (id, time);
        var below = (1u << at) - 1;
        frauds = (frauds & below) | ((frauds & ~below) << 1);
        used++;
        return at;
    }
}
