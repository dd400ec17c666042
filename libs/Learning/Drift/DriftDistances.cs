namespace Platform.Learning.Drift;

/// <summary>A distance, and how much it says.</summary>
/// <param name="Value">In its own unit.</param>
/// <param name="Statistic">What is held against the threshold: grows with the events, its tail without a shift does not.</param>
/// <param name="Size">Effective number of events, nm / (n + m) of window and reference.</param>
internal readonly record struct Distance(double Value, double Statistic, double Size);

/// <summary>Distances of counts in a window to counts in the reference.</summary>
/// <remarks>
/// PSI = Σ (p - r) ln(p / r) over the bins, shares smoothed by half a count; without a shift PSI · nm / (n + m) is about χ² with bins - 1
/// degrees of freedom (Yurdakul, "Statistical properties of population stability index", 2018). KS = max |P - R| at the edges of the bins;
/// P(KS² · 2 nm / (n + m) > x) ≤ 2 e^-x (Massart, "The tight constant in the Dvoretzky–Kiefer–Wolfowitz inequality", 1990; for two samples
/// Wei, Dudley, 2012), and bins only make it smaller. Shares: the log-likelihood ratio of two rates against one, whose tail is 2 e^-x too
/// (Chernoff's bound, exact for a known reference; Hoeffding, 1963).
/// </remarks>
internal static class DriftDistances
{
    public static Distance Of(int test, DriftPopulation reference, ReadOnlySpan<int> window)
    {
        var (column, measure) = (test / DriftCells.Measures, (DriftMeasure)(test % DriftCells.Measures));
        ReadOnlySpan<int> all = reference.Cells;
        if (column == reference.Columns.Length) return Share(window[^2], window[^1], all[^2], all[^1]);

        var start = column * DriftCells.Stride;
        var bins = reference.Columns[column].Bins;
        var had = all.Slice(start, DriftCells.Stride);
        var has = window.Slice(start, DriftCells.Stride);
        return measure switch
        {
            DriftMeasure.Psi => Psi(has[..bins], had[..bins]),
            DriftMeasure.Ks => Ks(has[..bins], had[..bins]),
            DriftMeasure.Missing => Share(has[DriftCells.Missing], window[^1], had[DriftCells.Missing], all[^1]),
            _ => Share(has[DriftCells.Tails], window[^1], had[DriftCells.Tails], all[^1]),
        };
    }

    public static Distance Psi(ReadOnlySpan<int> window, ReadOnlySpan<int> reference)
    {
        var (n, m) = (Sum(window), Sum(reference));
        if (window.Length < 2 || n == 0 || m == 0) return default;

        var sum = 0d;
        var (perWindow, perReference) = (1 / (n + 0.5 * window.Length), 1 / (m + 0.5 * window.Length));
        for (var i = 0; i < window.Length; i++)
        {
            var (p, r) = ((window[i] + 0.5) * perWindow, (reference[i] + 0.5) * perReference);
            sum += (p - r) * Math.Log(p / r);
        }

        var size = n * m / (n + m);
        return new(sum, sum * size, size);
    }

    public static Distance Ks(ReadOnlySpan<int> window, ReadOnlySpan<int> reference)
    {
        var (n, m) = (Sum(window), Sum(reference));
        if (window.Length < 2 || n == 0 || m == 0) return default;

        var (most, p, r) = (0d, 0d, 0d);
        for (var i = 0; i < window.Length - 1; i++)
        {
            (p, r) = (p + window[i], r + reference[i]);
            most = Math.Max(most, Math.Abs(p / n - r / m));
        }

        var size = n * m / (n + m);
        return new(most, 2 * most * most * size, size);
    }

    public static Distance Share(double counted, double n, double referenceCounted, double m)
    {
        if (n <= 0 || m <= 0) return default;

        var (p, r, pooled) = (counted / n, referenceCounted / m, (counted + referenceCounted) / (n + m));
        return new(p, n * Divergence(p, pooled) + m * Divergence(r, pooled), n * m / (n + m));
    }

    private static double Divergence(double p, double q) => Term(p, q) + Term(1 - p, 1 - q);

    private static double Term(double p, double q) => p <= 0 ? 0 : p * Math.Log(p / q);

    private static double Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0L;
        foreach (var count in counts) sum += count;
        return sum;
    }
}
