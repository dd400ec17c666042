namespace Platform.Learning.Drift;

/// <summary>Builds a reference's populations from its rows.</summary>
internal static class DriftBuild
{
    /// <summary>Fewer windows do not tell how far windows are from the whole.</summary>
    public const int LeastWindows = 20;

    /// <summary>All events, or those of one slice; null when they are too few to know their noise. O(rows · columns · log rows).</summary>
    public static DriftPopulation? Of(DriftStretch stretch, int? slice, DriftOptions options)
    {
        var rows = Enumerable.Range(0, stretch.Marks.Count).Where(i => slice is null || stretch.Marks[i].Slice == slice).ToArray();
        if (rows.Length < options.LeastEvents) return null;

        var columns = Enumerable.Range(0, stretch.Features.Count + 1).Select(at => ColumnOf(stretch, rows, at, options.Bins));
        var population = new DriftPopulation(slice is { } index ? stretch.Slices[index] : null, [.. columns]);
        foreach (var row in rows) Count(stretch, row, population, population.Cells);

        var windows = WindowsOf(stretch, rows, population, options);
        population.Windows = windows.Count;
        if (windows.Count < LeastWindows) return null;

        for (var test = 0; test < population.Noise.Length; test++)
            population.Noise[test] = DriftNoise.Of([.. windows.Select(window => window[test])]);

        return population;
    }

    private static DriftColumn ColumnOf(DriftStretch stretch, int[] rows, int column, int bins)
    {
        var values = new float[rows.Length];
        var (count, width) = (0, stretch.Features.Count);
        var all = stretch.Values.Span;
        foreach (var row in rows)
        {
            var value = column == width ? stretch.Marks[row].Score : all[row * width + column];
            if (float.IsFinite(value)) values[count++] = value;
        }

        return DriftColumn.Of(values.AsSpan(0, count), bins);
    }

    // Distances of windows, one after the other, as the watch will see them.
    private static List<Distance[]> WindowsOf(DriftStretch stretch, int[] rows, DriftPopulation population, DriftOptions options)
    {
        var windows = new List<Distance[]>();
        var cells = new int[population.Cells.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            Count(stretch, rows[i], population, cells);
            if (i + 1 < rows.Length && WindowOf(rows[i + 1]) == WindowOf(rows[i])) continue;

            if (cells[^1] >= options.LeastEvents) windows.Add(DistancesOf(population, cells));
            cells.AsSpan().Clear();
        }

        return windows;

        long WindowOf(int row) => stretch.Marks[row].AtMs / options.WindowMs;
    }

    private static Distance[] DistancesOf(DriftPopulation population, int[] cells) =>
        [.. Enumerable.Range(0, population.Noise.Length).Select(test => DriftDistances.Of(test, population, cells))];

    private static void Count(DriftStretch stretch, int row, DriftPopulation population, int[] cells)
    {
        var width = stretch.Features.Count;
        population.Count(stretch.Marks[row], stretch.Values.Span.Slice(row * width, width), cells);
    }
}
