namespace Platform.Learning.Drift;

/// <summary>Counts of the last blocks of one population, and which of its tests stand out.</summary>
internal sealed class DriftWindow
{
    private readonly DriftPopulation reference;
    private readonly DriftThreshold[] thresholds;
    private readonly int[][] blocks;
    private readonly int[] sum;
    private readonly long[] since;
    private readonly Distance[] last;
    private readonly int least;
    private int open;

    public DriftWindow(DriftPopulation reference, DriftOptions options, double alpha)
    {
        (this.reference, least) = (reference, options.LeastEvents);
        thresholds = [.. reference.Noise.Select((noise, test) => noise.At(alpha, reference.DegreesOf(test), reference.Windows))];
        blocks = [.. Enumerable.Range(0, options.WindowBlocks).Select(_ => new int[reference.Cells.Length])];
        (sum, since, last) = (new int[reference.Cells.Length], new long[thresholds.Length], new Distance[thresholds.Length]);
        since.AsSpan().Fill(long.MinValue);
    }

    public void Count(in DriftMark mark, ReadOnlySpan<float> features) => reference.Count(mark, features, blocks[open]);

    /// <summary>Ends the open block and looks; the tests that begin to stand out.</summary>
    /// <param name="startMs">Start of the open block.</param>
    /// <param name="blockMs">Length of a block.</param>
    public List<int> Close(long startMs, long blockMs)
    {
        Add(sum, blocks[open]);
        var begun = sum[^1] >= least ? Look(startMs, blockMs) : [];

        open = (open + 1) % blocks.Length;
        Subtract(sum, blocks[open]);
        blocks[open].AsSpan().Clear();
        return begun;
    }

    private List<int> Look(long startMs, long blockMs)
    {
        List<int> begun = [];
        for (var test = 0; test < since.Length; test++)
        {
            var distance = DriftDistances.Of(test, reference, sum);
            var threshold = thresholds[test].For(distance.Size);
            last[test] = distance;

            // What stands out ends only at half the threshold: at the edge one drift would else be many.
            if (since[test] != long.MinValue)
            {
                if (distance.Statistic <= threshold / 2) since[test] = long.MinValue;
            }
            else if (distance.Statistic > threshold)
            {
                since[test] = startMs - BlocksBack(test) * blockMs;
                begun.Add(test);
            }
        }

        return begun;
    }

    // The suffix of blocks that says most: blocks from before the shift would dilute it, later starts leave evidence out.
    private int BlocksBack(int test)
    {
        var cells = new int[sum.Length];
        var (most, at) = (double.MinValue, 0);
        for (var back = 0; back < blocks.Length; back++)
        {
            Add(cells, blocks[(open - back + blocks.Length) % blocks.Length]);
            var statistic = DriftDistances.Of(test, reference, cells).Statistic;
            if (statistic > most) (most, at) = (statistic, back);
        }

        return at;
    }

    /// <summary>Tests that stand out.</summary>
    public IEnumerable<int> Standing => Enumerable.Range(0, since.Length).Where(test => since[test] != long.MinValue);

    /// <summary>What a test says that stands out.</summary>
    public DriftFinding FindingOf(int test, IReadOnlyList<string> features)
    {
        var (column, distance) = (test / DriftCells.Measures, last[test]);
        var threshold = thresholds[test].For(distance.Size);
        if (column == reference.Columns.Length)
            return ShareFinding(null, DriftMeasure.AlertRate, (reference.Cells[^2], threshold), test);

        var name = column == features.Count ? DriftReference.ScoreName : features[column];
        var measure = (DriftMeasure)(test % DriftCells.Measures);
        if (measure is DriftMeasure.Missing or DriftMeasure.Tails)
        {
            var cell = measure is DriftMeasure.Missing ? DriftCells.Missing : DriftCells.Tails;
            return ShareFinding(name, measure, (reference.Cells[column * DriftCells.Stride + cell], threshold), test);
        }

        var within = measure is DriftMeasure.Psi ? threshold / distance.Size : Math.Sqrt(threshold / (2 * distance.Size));
        return new(reference.Slice, name, measure, distance.Value, 0, distance.Size > 0 ? within : 0, since[test]);
    }

    // The share at which the statistic meets its threshold, by halving between the usual share and the end on the value's side.
    private DriftFinding ShareFinding(string? name, DriftMeasure measure, (double Counted, double Threshold) usual, int test)
    {
        double all = reference.Cells[^1];
        var (share, value) = (usual.Counted / all, last[test].Value);
        var window = last[test].Size * all / Math.Max(1, all - last[test].Size);
        var (near, far) = (share, value > share ? 1d : 0d);
        for (var i = 0; i < 40; i++)
        {
            var middle = (near + far) / 2;
            if (DriftDistances.Share(middle * window, window, usual.Counted, all).Statistic > usual.Threshold) far = middle;
            else near = middle;
        }

        return new(reference.Slice, name, measure, value, share, near, since[test]);
    }

    public void Write(PackedWriter writer)
    {
        for (var back = 0; back < blocks.Length; back++)
            foreach (var count in blocks[(open - back + blocks.Length) % blocks.Length]) writer.WriteNatural((ulong)count);

        for (var test = 0; test < since.Length; test++)
        {
            writer.WriteInteger(since[test]);
            writer.WriteDouble(last[test].Value);
            writer.WriteDouble(last[test].Statistic);
            writer.WriteDouble(last[test].Size);
        }
    }

    public void Read(ref PackedReader reader)
    {
        open = 0;
        for (var back = 0; back < blocks.Length; back++)
        {
            var block = blocks[(blocks.Length - back) % blocks.Length];
            foreach (ref var count in block.AsSpan()) count = reader.ReadCount(int.MaxValue / 64);
            if (back > 0) Add(sum, block);
        }

        for (var test = 0; test < since.Length; test++)
        {
            since[test] = reader.ReadInteger();
            last[test] = new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        }
    }

    private static void Add(Span<int> to, ReadOnlySpan<int> counts)
    {
        for (var i = 0; i < to.Length; i++) to[i] += counts[i];
    }

    private static void Subtract(Span<int> from, ReadOnlySpan<int> counts)
    {
        for (var i = 0; i < from.Length; i++) from[i] -= counts[i];
    }
}
