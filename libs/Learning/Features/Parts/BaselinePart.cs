namespace Platform.Learning.Features.Parts;

/// <summary>What is normal for a number over the entity's life.</summary>
/// <param name="condition">Which events.</param>
/// <param name="number">The number.</param>
/// <param name="by">The text each of whose values has a normal of its own; -1 when there is one for all.</param>
/// <param name="memory">Events over which it forgets.</param>
internal sealed class BaselinePlan(int condition, int number, int by, int memory) : PartPlan(condition)
{
    /// <summary>Values that have a normal of their own; a further one takes the place of the least seen.</summary>
    public const int MostValues = 4;

    public int Number { get; } = number;

    public int By { get; } = by;

    public int Memory { get; } = memory;

    public override int MostBytes => 64 + (By < 0 ? 0 : 24 + (MostValues - 1) * (RobustProfile.Bytes + 8) + RobustProfile.Bytes + 8);

    public override Part Create() => new BaselinePart(this);

    public override string Layout => $"baseline {Number} {By} {Memory}";
}

/// <summary>A robust profile of one number, or one for each of a few values of a text.</summary>
internal sealed class BaselinePart(BaselinePlan plan) : Part
{
    // Most entities have one value only: the first is kept here, and others get room when they come.
    private Entry first;
    private Entry[] others = [];

    public double ZScore(in FeatureEvent e) => Find(KeyOf(e)).ZScore(e.Number(plan.Number));

    public double MeanFor(in FeatureEvent e)
    {
        var profile = Find(KeyOf(e));
        return profile.Count > 0 ? profile.Mean : double.NaN;
    }

    public override void Observe(in FeatureEvent e)
    {
        var value = e.Number(plan.Number);
        if (!double.IsNaN(value)) PlaceFor(KeyOf(e)).Profile.Add(value, plan.Memory);
    }

    public override void Merge(Part other)
    {
        var theirs = (BaselinePart)other;
        if (theirs.first.Profile.Count > 0) PlaceFor(theirs.first.Key).Profile.Merge(theirs.first.Profile, plan.Memory);
        foreach (var entry in theirs.others) PlaceFor(entry.Key).Profile.Merge(entry.Profile, plan.Memory);
    }

    public override void Write(PackedWriter writer)
    {
        Write(writer, first);
        if (plan.By < 0) return;

        writer.WriteNatural((ulong)others.Length);
        foreach (var entry in others) Write(writer, entry);
    }

    public override void Load(ref PackedReader reader)
    {
        first = Read(ref reader);
        if (plan.By < 0) return;

        others = new Entry[reader.ReadCount(BaselinePlan.MostValues - 1)];
        foreach (ref var entry in others.AsSpan()) entry = Read(ref reader);
    }

    private ulong KeyOf(in FeatureEvent e) => plan.By < 0 ? 0 : e.Hashes[plan.By];

    // What was not seen has the empty profile of the default.
    private RobustProfile Find(ulong key)
    {
        if (first.Key == key) return first.Profile;
        foreach (ref readonly var entry in others.AsSpan())
        {
            if (entry.Key == key) return entry.Profile;
        }

        return default;
    }

    private ref Entry PlaceFor(ulong key)
    {
        if (first.Profile.Count == 0) first.Key = key;
        if (first.Key == key) return ref first;

        ref var least = ref first;
        foreach (ref var entry in others.AsSpan())
        {
            if (entry.Key == key) return ref entry;
            if (entry.Profile.Count < least.Profile.Count) least = ref entry;
        }

        if (others.Length < BaselinePlan.MostValues - 1)
        {
            others = [.. others, new() { Key = key }];
            return ref others[^1];
        }

        least = new() { Key = key };
        return ref least;
    }

    private void Write(PackedWriter writer, in Entry entry)
    {
        if (plan.By >= 0) writer.WriteFixed(entry.Key);
        entry.Profile.Write(writer);
    }

    private Entry Read(ref PackedReader reader)
    {
        var entry = new Entry { Key = plan.By >= 0 ? reader.ReadFixed() : 0, Profile = RobustProfile.Load(ref reader, plan.Memory) };
        return double.IsFinite(entry.Profile.Mean) ? entry : throw new FormatException("The mean of a profile is not a number.");
    }

    private struct Entry
    {
        public ulong Key;
        public RobustProfile Profile;
    }
}
