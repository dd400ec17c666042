using System.Runtime.InteropServices;

namespace Platform.Learning.Features.Parts;

/// <summary>How a row of a bucket merges values of a column.</summary>
internal enum ColumnKind
{
    Sum,
    Squares,
    Min,
    Max,
}

/// <summary>What the buckets of a window hold: how many events, and for each number how many had it, and columns about it.</summary>
/// <param name="BucketSeconds">Length of a bucket.</param>
/// <param name="Buckets">Most buckets.</param>
internal sealed record BucketShape(int BucketSeconds, int Buckets)
{
    private static readonly int[] Lengths = [5, 15, 60, 120, 300, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800];

    /// <summary>Numbers of which it is counted how many events had them.</summary>
    public int[] Numbers { get; private set; } = [];

    public (int Number, ColumnKind Kind)[] Columns { get; private set; } = [];

    /// <summary>Whole numbers in a row: its bucket, its events, and how many of them had each number.</summary>
    public int Heads { get; private set; } = 2;

    /// <summary>Room for a row, in whole numbers: the heads, then the columns, each of which takes two.</summary>
    public int Stride { get; private set; } = 2;

    public int MostBytes => 24 + 4 * Stride + 8 + 24 + 4 * Stride * Buckets + 8;

    /// <summary>A usual length that divides the window into 12 to 16 buckets, else a fifteenth.</summary>
    public static BucketShape Of(long windowSeconds)
    {
        var length = Array.FindLast(Lengths, each => windowSeconds % each == 0 && windowSeconds / each is >= 12 and <= 16);
        if (length == 0) length = (int)((windowSeconds + 14) / 15);
        return new(length, (int)((windowSeconds + length - 1) / length));
    }

    // Times fit 32 bits, where dividing takes a fraction of the time.
    public int BucketOf(long time) => (int)((uint)time / (uint)BucketSeconds);

    /// <summary>Position in a row of how many events had a number.</summary>
    public int HeadOf(int number)
    {
        if (!Numbers.Contains(number))
        {
            Numbers = [.. Numbers, number];
            (Heads, Stride) = (Heads + 1, Stride + 1);
        }

        return 2 + Numbers.IndexOf(number);
    }

    public int ColumnOf(int number, ColumnKind kind)
    {
        if (!Columns.Contains((number, kind)))
        {
            Columns = [.. Columns, (number, kind)];
            Stride += 2;
        }

        return Columns.IndexOf((number, kind));
    }
}

/// <summary>Rows of counts and columns, one for each bucket that has events, in the order of time; the first is their total.</summary>
/// <remarks>
/// Reading changes nothing. The total is added up anew when rows leave, so a huge value leaves no residue behind. Rows leave by the
/// earlier of the event's time and the latest before it, so one event whose clock runs ahead empties nothing; it takes a row's room.
/// What is read mostly is the total and whether all rows count. It lies beside the part, not with the rows, which move as they grow:
/// memory is what reading waits for.
/// </remarks>
internal struct BucketRows
{
    private readonly int[] total;
    private int[] rows = [];
    private int used;
    private int oldest;
    private int latest;

    public BucketRows(BucketShape shape)
    {
        total = new int[shape.Stride];
        Clear(shape, 0);
    }

    public readonly int BucketAt(BucketShape shape, int row) => rows[(row - 1) * shape.Stride];

    /// <summary>The row of a bucket, made if need be; -1 when it is older than all that there is room for.</summary>
    public int RowFor(BucketShape shape, int bucket)
    {
        if (used > 0)
        {
            Forget(shape, Math.Min(bucket, latest) - shape.Buckets);
            if (used > 0 && bucket == latest) return used;
        }

        var row = used + 1;
        while (row > 1 && BucketAt(shape, row - 1) >= bucket) row--;
        if (row <= used && BucketAt(shape, row) == bucket) return row;
        if (used < shape.Buckets) return Insert(shape, row, bucket);
        if (row == 1) return -1;

        Forget(shape, oldest);
        return Insert(shape, row - 1, bucket);
    }

    public readonly int RowOf(BucketShape shape, int bucket)
    {
        var row = used;
        while (row > 0 && BucketAt(shape, row) > bucket) row--;
        return row > 0 && BucketAt(shape, row) == bucket ? row : -1;
    }

    /// <summary>Counts an event in a row and in the total.</summary>
    public readonly void Count(BucketShape shape, int row, int head, int by)
    {
        rows[(row - 1) * shape.Stride + head] += by;
        total[head] += by;
    }

    public readonly void Take(BucketShape shape, int row, in FeatureEvent e)
    {
        Count(shape, row, 1, 1);
        for (var i = 0; i < shape.Numbers.Length; i++)
        {
            if (!double.IsNaN(e.Number(shape.Numbers[i]))) Count(shape, row, 2 + i, 1);
        }

        for (var i = 0; i < shape.Columns.Length; i++)
        {
            var (number, kind) = shape.Columns[i];
            var value = e.Number(number);
            if (double.IsNaN(value)) continue;
            if (kind is ColumnKind.Squares) value *= value;
            Combine(kind, ref At(shape, row, i), value);
            Combine(kind, ref At(shape, 0, i), value);
        }
    }

    /// <summary>The rows of buckets after one and up to another; the total stands for all, so (0, 0) when that is what is asked.</summary>
    public readonly (int From, int To) Range(BucketShape shape, int after, int upTo)
    {
        if (used == 0 || (latest <= upTo && oldest > after)) return (0, 0);

        var (from, to) = (1, used);
        while (to >= 1 && BucketAt(shape, to) > upTo) to--;
        while (from <= to && BucketAt(shape, from) <= after) from++;
        return (from, to);
    }

    public readonly long CountIn(BucketShape shape, (int From, int To) range, int head)
    {
        if (range.To == 0) return range.From == 0 ? total[head] : 0;

        var (count, step) = (0L, shape.Stride);
        for (int row = range.From, at = (row - 1) * step + head; row <= range.To; row++, at += step) count += rows[at];
        return count;
    }

    public readonly double ColumnIn(BucketShape shape, (int From, int To) range, int column)
    {
        if ((range.From | range.To) == 0) return At(shape, 0, column);

        var kind = shape.Columns[column].Kind;
        var value = Nothing(kind);
        for (var row = range.From; row <= range.To; row++) Combine(kind, ref value, At(shape, row, column));
        return value;
    }

    public void Merge(BucketShape shape, in BucketRows other)
    {
        for (var theirs = 1; theirs <= other.used; theirs++)
        {
            var row = RowFor(shape, other.BucketAt(shape, theirs));
            if (row < 0) continue;
            for (var i = 1; i < shape.Heads; i++) Count(shape, row, i, other.RowAt(shape, theirs)[i]);
            for (var i = 0; i < shape.Columns.Length; i++)
            {
                var value = other.At(shape, theirs, i);
                Combine(shape.Columns[i].Kind, ref At(shape, row, i), value);
                Combine(shape.Columns[i].Kind, ref At(shape, 0, i), value);
            }
        }
    }

    // The totals too, though the rows add up to them: added up in another order they would differ in the last digit.
    public readonly void Write(BucketShape shape, PackedWriter writer)
    {
        writer.WriteNatural((ulong)used);
        for (var row = 0; row <= used; row++)
        {
            if (row > 0) writer.WriteNatural((ulong)(BucketAt(shape, row) - (row > 1 ? BucketAt(shape, row - 1) : 0)));
            for (var i = 1; i < shape.Heads; i++) writer.WriteNatural((ulong)RowAt(shape, row)[i]);
            for (var i = 0; i < shape.Columns.Length; i++) writer.WriteDouble(At(shape, row, i));
        }
    }

    public void Load(BucketShape shape, ref PackedReader reader)
    {
        used = reader.ReadCount(shape.Buckets);
        rows = new int[used * shape.Stride];
        var bucket = 0L;
        for (var row = 0; row <= used; row++)
        {
            var step = row > 0 ? reader.ReadCount(int.MaxValue) : 0;
            bucket += step;
            if (bucket > int.MaxValue || (row > 1 && step == 0)) throw new FormatException("The buckets of a window are out of order.");
            var heads = RowAt(shape, row);
            heads[0] = (int)bucket;
            for (var i = 1; i < shape.Heads; i++) heads[i] = reader.ReadCount(int.MaxValue);
            for (var i = 0; i < shape.Columns.Length; i++) At(shape, row, i) = Checked(reader.ReadDouble());
        }

        (oldest, latest) = used > 0 ? (BucketAt(shape, 1), (int)bucket) : default;
    }

    private static double Checked(double value) =>
        double.IsNaN(value) ? throw new FormatException("A column of a window is not a number.") : value;

    private readonly Span<int> RowAt(BucketShape shape, int row) =>
        row == 0 ? total : rows.AsSpan((row - 1) * shape.Stride, shape.Stride);

    private readonly ref double At(BucketShape shape, int row, int column) =>
        ref MemoryMarshal.Cast<int, double>(RowAt(shape, row).Slice(shape.Heads + 2 * column, 2))[0];

    private int Insert(BucketShape shape, int row, int bucket)
    {
        var stride = shape.Stride;
        if ((used + 1) * stride > rows.Length) Array.Resize(ref rows, Math.Min(Math.Max(2 * used, 2), shape.Buckets) * stride);
        rows.AsSpan((row - 1) * stride, (used + 1 - row) * stride).CopyTo(rows.AsSpan(row * stride));
        used++;
        Clear(shape, row);
        rows[(row - 1) * stride] = bucket;
        (oldest, latest) = (rows[0], BucketAt(shape, used));
        return row;
    }

    private void Forget(BucketShape shape, int upTo)
    {
        if (oldest > upTo) return;

        var (gone, stride) = (1, shape.Stride);
        while (gone < used && BucketAt(shape, gone + 1) <= upTo) gone++;
        used -= gone;
        rows.AsSpan(gone * stride, used * stride).CopyTo(rows);
        if (used > 0) oldest = rows[0];
        Recount(shape);
    }

    private readonly void Recount(BucketShape shape)
    {
        for (var i = 1; i < shape.Heads; i++) total[i] = (int)CountIn(shape, (1, used), i);
        for (var i = 0; i < shape.Columns.Length; i++) At(shape, 0, i) = ColumnIn(shape, (1, used), i);
    }

    private readonly void Clear(BucketShape shape, int row)
    {
        RowAt(shape, row)[..shape.Heads].Clear();
        for (var i = 0; i < shape.Columns.Length; i++) At(shape, row, i) = Nothing(shape.Columns[i].Kind);
    }

    private static double Nothing(ColumnKind kind) => kind switch
    {
        ColumnKind.Min => double.PositiveInfinity,
        ColumnKind.Max => double.NegativeInfinity,
        _ => 0,
    };

    private static void Combine(ColumnKind kind, ref double into, double value) => into = kind switch
    {
        ColumnKind.Min => Math.Min(into, value),
        ColumnKind.Max => Math.Max(into, value),
        _ => into + value,
    };
}
