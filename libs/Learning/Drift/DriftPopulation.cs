namespace Platform.Learning.Drift;

/// <summary>The reference of all events, or of one slice, which has bins, counts and noise of its own: it differs from the whole.</summary>
internal sealed class DriftPopulation
{
    private readonly float[] edges;

    public DriftPopulation(string? slice, DriftColumn[] columns)
    {
        (Slice, Columns) = (slice, columns);
        edges = [.. columns.SelectMany(column => column.Edges)];
        Cells = new int[DriftCells.CountOf(columns.Length)];
        Noise = new DriftNoise[DriftCells.TestsOf(columns.Length)];
    }

    /// <summary>Null for all events.</summary>
    public string? Slice { get; }

    /// <summary>The features, then the score.</summary>
    public DriftColumn[] Columns { get; }

    /// <summary>Counts of the reference.</summary>
    public int[] Cells { get; }

    /// <summary>One a test.</summary>
    public DriftNoise[] Noise { get; }

    /// <summary>How many windows the noise was measured on.</summary>
    public int Windows { get; set; }

    /// <summary>Counts an event. O(columns), no allocation.</summary>
    public void Count(in DriftMark mark, ReadOnlySpan<float> features, Span<int> cells)
    {
        for (var i = 0; i < features.Length; i++) CountOne(i, features[i], cells);
        CountOne(features.Length, mark.Score, cells);
        if (mark.IsAlert) cells[^2]++;
        cells[^1]++;
    }

    private void CountOne(int column, float value, Span<int> cells)
    {
        var of = cells.Slice(column * DriftCells.Stride, DriftCells.Stride);
        if (!float.IsFinite(value))
        {
            of[DriftCells.Missing]++;
            return;
        }

        var limits = Columns[column];
        of[DriftCells.BinOf(value, edges.AsSpan(column * DriftCells.MostBins, DriftCells.MostBins))]++;
        of[DriftCells.Tails] += value < limits.Least || value > limits.Most ? 1 : 0;
    }

    /// <summary>Degrees of freedom of a test's statistic; 0 where a bound serves.</summary>
    public int DegreesOf(int test) => IsPsi(test) ? Columns[test / DriftCells.Measures].Bins - 1 : 0;

    private bool IsPsi(int test) =>
        test < Columns.Length * DriftCells.Measures && test % DriftCells.Measures == (int)DriftMeasure.Psi;

    public void Write(PackedWriter writer)
    {
        foreach (var column in Columns) column.Write(writer);
        foreach (var count in Cells) writer.WriteNatural((ulong)count);
        foreach (var noise in Noise) noise.Write(writer);
        writer.WriteNatural((ulong)Windows);
    }

    public static DriftPopulation Load(string? slice, int columns, ref PackedReader reader)
    {
        var read = new DriftColumn[columns];
        foreach (ref var column in read.AsSpan()) column = DriftColumn.Load(ref reader);

        var population = new DriftPopulation(slice, read);
        foreach (ref var count in population.Cells.AsSpan()) count = reader.ReadCount(int.MaxValue);
        foreach (ref var noise in population.Noise.AsSpan()) noise = DriftNoise.Load(ref reader);
        population.Windows = Math.Max(1, reader.ReadCount(int.MaxValue));
        return population;
    }
}
