namespace Platform.Learning.Features.Parts;

/// <summary>When an entity was first and last seen, and its habits.</summary>
internal sealed class LifePlan(int condition) : PartPlan(condition)
{
    public override int MostBytes => 48;

    public override Part Create() => new LifePart();

    public override string Layout => "life";
}

/// <summary>First and last time, and how many events fell into nights and weekends.</summary>
internal sealed class LifePart : Part
{
    private const int MostCounted = 1 << 20;
    private uint first;
    private uint last;
    private int events;
    private int nights;
    private int weekends;

    public bool IsEmpty => events == 0;

    /// <summary>Seconds since the first event; 0 before it.</summary>
    public long Age(long now) => IsEmpty ? 0 : Math.Max(0, now - first);

    /// <summary>Seconds since the latest event; 0 when the event comes late.</summary>
    public long Idle(long now) => Math.Max(0, now - last);

    // Laplace's rule keeps a share away from 0 and 1 while there are few events.
    public double NightShare => (nights + 1.0) / (events + 2);

    public double WeekendShare => (weekends + 1.0) / (events + 2);

    public override void Observe(in FeatureEvent e)
    {
        var time = (uint)e.Time;
        (first, last) = IsEmpty ? (time, time) : (Math.Min(first, time), Math.Max(last, time));
        Halve();
        events++;
        if (Calendar.IsNight(e.Time)) nights++;
        if (Calendar.IsWeekend(e.Time)) weekends++;
    }

    public override void Merge(Part other)
    {
        var theirs = (LifePart)other;
        if (theirs.IsEmpty) return;

        (first, last) = IsEmpty ? (theirs.first, theirs.last) : (Math.Min(first, theirs.first), Math.Max(last, theirs.last));
        (events, nights, weekends) = (events + theirs.events, nights + theirs.nights, weekends + theirs.weekends);
        Halve();
    }

    public override void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)events);
        if (IsEmpty) return;

        writer.WriteNatural(first);
        writer.WriteNatural(last - first);
        writer.WriteNatural((ulong)nights);
        writer.WriteNatural((ulong)weekends);
    }

    public override void Load(ref PackedReader reader)
    {
        events = reader.ReadCount(2 * MostCounted);
        if (IsEmpty) return;

        first = reader.ReadTime();
        last = (uint)(first + (ulong)reader.ReadCount((int)Math.Min(int.MaxValue, uint.MaxValue - first)));
        nights = reader.ReadCount(events);
        weekends = reader.ReadCount(events);
    }

    // Halving keeps the shares and lets habits change.
    private void Halve()
    {
        if (events >= MostCounted) (events, nights, weekends) = (events / 2, nights / 2, weekends / 2);
    }
}
