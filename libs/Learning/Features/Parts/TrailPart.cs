namespace Platform.Learning.Features.Parts;

/// <summary>What came in lately and where its trail began.</summary>
internal sealed class TrailPlan(int condition, int amount, long windowSeconds) : PartPlan(condition)
{
    /// <summary>Inflows remembered; the oldest makes room.</summary>
    public const int Most = 8;

    public int Amount { get; } = amount;

    public long Window { get; } = windowSeconds;

    /// <summary>Positions of the features that say where an event's trail began and how long it is; -1 when nobody asks.</summary>
    public int Origin { get; set; } = FeatureDeclaration.None;

    public int Hops { get; set; } = FeatureDeclaration.None;

    public int IdField { get; init; }

    public override int MostBytes => 72 + 24 + 24 * Most;

    public override Part Create() => new TrailPart(this);

    public override string Layout => $"trail {Amount} {Window} {Origin} {Hops} {IdField}";
}

/// <summary>An inflow that an amount is like.</summary>
/// <param name="Likeness">1 for the same amount, 0 when none is within the tolerance.</param>
/// <param name="Time">When it came in.</param>
/// <param name="Origin">Where its trail began.</param>
/// <param name="Hops">Events on the trail up to it, at least 1.</param>
internal readonly record struct TrailMatch(double Likeness, long Time, int Origin, int Hops);

/// <summary>The last few inflows, by when they happened: enough to see an amount pass through or come back, in O(1).</summary>
/// <remarks>
/// Our own: a trail is carried along from hop to hop, in the vector of the event, so a cycle shows at the event that closes it without a
/// graph. Of an origin 24 bits of the hash are kept, which a vector holds exactly: of 16 million chains one closes by mistake.
/// </remarks>
internal sealed class TrailPart(TrailPlan plan) : Part
{
    public const int MostHops = byte.MaxValue;

    /// <summary>Largest relative difference at which two amounts are alike.</summary>
    private const double Tolerance = 0.2;

    private Inflow[] inflows = [];
    // Several features of an event ask for the same match. It changes with the inflows only.
    private (long Time, double Amount, TrailMatch Match) last = (-1, 0, default);

    public static int OriginOf(ulong hash) => (int)(hash >> 40);

    /// <summary>Where an event goes: the entity whose inflow it would be.</summary>
    public int EndOf(in FeatureEvent e) => OriginOf(e.Hashes[plan.IdField]);

    /// <summary>The inflow most like the amount of an event.</summary>
    public TrailMatch Like(in FeatureEvent e)
    {
        var amount = e.Number(plan.Amount);
        if (last.Time != e.Time || last.Amount != amount) last = (e.Time, amount, Find(e.Time, amount));
        return last.Match;
    }

    private TrailMatch Find(long time, double amount)
    {
        var match = default(TrailMatch);
        foreach (ref readonly var inflow in inflows.AsSpan())
        {
            if (inflow.Time > time || inflow.Time < time - plan.Window) continue;
            var likeness = 1 - Math.Abs(amount - inflow.Amount) / (Tolerance * inflow.Amount);
            if (likeness > match.Likeness) match = new(likeness, inflow.Time, inflow.Origin, inflow.Hops);
        }

        return match;
    }

    public override void Observe(in FeatureEvent e)
    {
        var amount = e.Number(plan.Amount);
        if (amount > 0) Add(new(amount, (uint)e.Time, Whole(e, plan.Origin, (1 << 24) - 1), Math.Max(1, Whole(e, plan.Hops, MostHops))));
    }

    public override void Merge(Part other)
    {
        foreach (var inflow in ((TrailPart)other).inflows) Add(inflow);
    }

    public override void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)inflows.Length);
        foreach (var inflow in inflows)
        {
            writer.WriteDouble(inflow.Amount);
            writer.WriteNatural(inflow.Time);
            writer.WriteNatural((ulong)inflow.Origin);
            writer.WriteNatural((ulong)inflow.Hops);
        }
    }

    public override void Load(ref PackedReader reader)
    {
        last = (-1, 0, default);
        inflows = new Inflow[reader.ReadCount(TrailPlan.Most)];
        foreach (ref var inflow in inflows.AsSpan())
        {
            inflow = new(reader.ReadDouble(), reader.ReadTime(), reader.ReadCount((1 << 24) - 1), reader.ReadCount(MostHops));
            if (!double.IsFinite(inflow.Amount) || inflow.Amount <= 0) throw new FormatException("An amount that came in is above 0.");
        }
    }

    private static int Whole(in FeatureEvent e, int number, int most) =>
        number >= 0 && e.Number(number) is >= 0 and var value ? (int)Math.Min(value, most) : 0;

    private void Add(in Inflow inflow)
    {
        last = (-1, 0, default);
        var at = inflows.Length;
        while (at > 0 && inflows[at - 1].Time > inflow.Time) at--;
        if (inflows.Length < TrailPlan.Most)
        {
            inflows = [.. inflows[..at], inflow, .. inflows[at..]];
            return;
        }

        if (at == 0) return;
        Array.Copy(inflows, 1, inflows, 0, at - 1);
        inflows[at - 1] = inflow;
    }

    private readonly record struct Inflow(double Amount, uint Time, int Origin, int Hops);
}
