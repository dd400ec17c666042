namespace Platform.Learning;

/// <summary>Count, sum and sum of squares over the last while, in buckets that leave as a whole.</summary>
/// <remarks>
/// Only buckets that hold events take memory, at most <c>buckets</c> of 24 bytes. The window ends with the bucket of the latest time
/// seen and covers <c>buckets</c> buckets. A late event still counts while its bucket is inside. Totals are added up anew whenever a
/// bucket leaves, which is amortised O(1) per event for a constant number of buckets and, unlike subtracting, leaves no rounding
/// residue behind after a huge value.
/// </remarks>
internal struct SlidingWindow(int bucketSeconds, int buckets)
{
    private Cell[] cells = [];
    private int used;
    // The first cell's bucket, kept here: whether anything leaves is asked of every window of every event, and mostly nothing does.
    private int oldest;
    private WindowSummary total;

    public void Add(long time, double value)
    {
        var bucket = BucketOf(time);
        if (used > 0 && bucket <= cells[used - 1].Bucket - buckets) return;

        Advance(bucket);
        ref var cell = ref CellFor(bucket);
        cell.Summary = Plus(cell.Summary, new(1, value, value * value));
        total = Plus(total, new(1, value, value * value));
    }

    public WindowSummary Read(long time)
    {
        Advance(BucketOf(time));
        return total;
    }

    public readonly void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)used);
        if (used == 0) return;

        // The totals too, though the cells add up to them: added up in another order they would differ in the last digit.
        writer.WriteDouble(total.Sum);
        writer.WriteDouble(total.Squares);
        var previous = 0;
        foreach (var cell in cells.AsSpan(0, used))
        {
            writer.WriteInteger(cell.Bucket - previous);
            writer.WriteNatural((ulong)cell.Summary.Count);
            writer.WriteDouble(cell.Summary.Sum);
            if (cell.Summary.Count > 1) writer.WriteDouble(cell.Summary.Squares);
            previous = cell.Bucket;
        }
    }

    public void Load(ref PackedReader reader)
    {
        used = reader.ReadCount(buckets);
        cells = new Cell[used];
        if (used == 0) return;

        var (sums, squares, count, previous) = (reader.ReadDouble(), reader.ReadDouble(), 0, 0L);
        foreach (ref var cell in cells.AsSpan())
        {
            previous += reader.ReadInteger();
            var (events, sum) = (reader.ReadCount(int.MaxValue), reader.ReadDouble());
            cell = new((int)previous, new(events, sum, events > 1 ? reader.ReadDouble() : sum * sum));
            count += events;
        }

        (oldest, total) = (cells[0].Bucket, new(count, sums, squares));
    }

    private readonly int BucketOf(long time) =>
        (int)Math.Clamp(Math.DivRem(time, bucketSeconds).Quotient, int.MinValue / 2, int.MaxValue / 2);

    private void Advance(int bucket)
    {
        if (used == 0 || oldest > bucket - buckets) return;

        var gone = 1;
        while (gone < used && cells[gone].Bucket <= bucket - buckets) gone++;
        used -= gone;
        Array.Copy(cells, gone, cells, 0, used);
        oldest = cells[0].Bucket;
        Recount();
    }

    private void Recount()
    {
        total = default;
        foreach (ref readonly var cell in cells.AsSpan(0, used)) total = Plus(total, cell.Summary);
    }

    private ref Cell CellFor(int bucket)
    {
        var at = used;
        while (at > 0 && cells[at - 1].Bucket >= bucket) at--;
        if (at < used && cells[at].Bucket == bucket) return ref cells[at];

        if (used == cells.Length) Array.Resize(ref cells, Math.Clamp(used * 2, 2, buckets));
        Array.Copy(cells, at, cells, at + 1, used - at);
        used++;
        cells[at] = new(bucket, default);
        oldest = cells[0].Bucket;
        return ref cells[at];
    }

    private static WindowSummary Plus(in WindowSummary a, in WindowSummary b) =>
        new(a.Count + b.Count, a.Sum + b.Sum, a.Squares + b.Squares);

    private record struct Cell(int Bucket, WindowSummary Summary);
}
