namespace Platform.Learning.Features.Parts;

/// <summary>A number or text of the last few events.</summary>
/// <param name="condition">Which events.</param>
/// <param name="number">The number; -1 when a text is kept, or nothing but the times.</param>
/// <param name="textField">The text; -1 when none.</param>
internal sealed class RecentPlan(int condition, int number, int textField) : PartPlan(condition)
{
    public int Number { get; } = number;

    public int TextField { get; } = textField;

    public int Events { get; private set; }

    public override int MostBytes => 48 + 24 + 8 * Events + 24 + 4 * Events + 8;

    public override Part Create() => new RecentPart(this);

    public override string Layout => $"recent {Number} {TextField} {Events}";

    public void Hold(int events) => Events = Math.Max(Events, events);
}

/// <summary>The last few events, by when they happened, oldest first; an event that lacks the number or text is none of them.</summary>
internal sealed class RecentPart(RecentPlan plan) : Part
{
    private ulong[] bits = [];
    private uint[] times = [];
    private int used;

    public override void Observe(in FeatureEvent e)
    {
        if (plan.Number >= 0)
        {
            var value = e.Number(plan.Number);
            if (!double.IsNaN(value)) Add((uint)e.Time, BitConverter.DoubleToUInt64Bits(value));
        }
        else if (plan.TextField < 0 || e.Hashes[plan.TextField] != TextHash.Missing)
        {
            Add((uint)e.Time, plan.TextField < 0 ? 0 : e.Hashes[plan.TextField]);
        }
    }

    /// <summary>The last numbers up to now, at most so many.</summary>
    public Span<double> Numbers(long now, int most, Span<double> into)
    {
        var end = EndAt(now);
        var taken = Math.Min(most, end);
        for (var i = 0; i < taken; i++) into[i] = BitConverter.UInt64BitsToDouble(bits[end - taken + i]);
        return into[..taken];
    }

    public int Distinct(long now, int most)
    {
        Span<ulong> sorted = stackalloc ulong[FeatureReader.MostEvents];
        var end = EndAt(now);
        sorted = sorted[..Math.Min(most, end)];
        bits.AsSpan(end - sorted.Length, sorted.Length).CopyTo(sorted);
        sorted.Sort();
        var distinct = sorted.IsEmpty ? 0 : 1;
        for (var i = 1; i < sorted.Length; i++) distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        return distinct;
    }

    /// <summary>How many there were, and how long ago the first of them was.</summary>
    public (int Count, long Seconds) Span(long now, int most)
    {
        var end = EndAt(now);
        var taken = Math.Min(most, end);
        return taken == 0 ? default : (taken, now - times[end - taken]);
    }

    public override void Merge(Part other)
    {
        var theirs = (RecentPart)other;
        for (var i = 0; i < theirs.used; i++) Add(theirs.times[i], theirs.bits[i]);
    }

    public override void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)used);
        for (var i = 0; i < used; i++)
        {
            writer.WriteNatural(times[i]);
            if (plan.Number >= 0 || plan.TextField >= 0) writer.WriteFixed(bits[i]);
        }
    }

    public override void Load(ref PackedReader reader)
    {
        used = reader.ReadCount(plan.Events);
        (bits, times) = (new ulong[used], new uint[used]);
        for (var i = 0; i < used; i++)
        {
            times[i] = reader.ReadTime();
            if (i > 0 && times[i] < times[i - 1]) throw new FormatException("The last events are out of order.");
            if (plan.Number >= 0 || plan.TextField >= 0) bits[i] = reader.ReadFixed();
            if (plan.Number >= 0 && !double.IsFinite(BitConverter.UInt64BitsToDouble(bits[i])))
                throw new FormatException("A number of the last events is none.");
        }
    }

    private int EndAt(long now)
    {
        var end = used;
        while (end > 0 && times[end - 1] > now) end--;
        return end;
    }

    private void Add(uint time, ulong value)
    {
        var at = EndAt(time);
        if (used == plan.Events)
        {
            if (at == 0) return;
            bits.AsSpan(1, at - 1).CopyTo(bits);
            times.AsSpan(1, at - 1).CopyTo(times);
            (bits[at - 1], times[at - 1]) = (value, time);
            return;
        }

        if (used == bits.Length) Grow();
        bits.AsSpan(at, used - at).CopyTo(bits.AsSpan(at + 1));
        times.AsSpan(at, used - at).CopyTo(times.AsSpan(at + 1));
        (bits[at], times[at]) = (value, time);
        used++;
    }

    private void Grow()
    {
        var size = Math.Min(Math.Max(used * 2, 4), plan.Events);
        Array.Resize(ref bits, size);
        Array.Resize(ref times, size);
    }
}
