namespace Platform.Learning.Calibration;

/// <summary>Pools neighbours until the means rise.</summary>
internal static class IsotonicFit
{
    public static CalibrationMap Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.IsEmpty || scores.Length != labels.Length) throw new ArgumentException("Each score needs a label.", nameof(labels));

        var sorted = scores.ToArray();
        var truths = labels.ToArray();
        Array.Sort(sorted, truths);

        var pools = new List<Pool>();
        for (var i = 0; i < sorted.Length; i++) Add(pools, new(sorted[i], truths[i] ? 1 : 0, 1, sorted[i], sorted[i]));

        return new([.. pools.Select(pool => pool.Middle)], [.. pools.Select(pool => pool.Mean)]);
    }

    // Equal scores are one pool whatever their labels: no curve can tell them apart.
    private static void Add(List<Pool> pools, Pool next)
    {
        while (pools.Count > 0 && (pools[^1].Last == next.First || pools[^1].Mean >= next.Mean))
        {
            next = pools[^1].With(next);
            pools.RemoveAt(pools.Count - 1);
        }

        pools.Add(next);
    }

    private readonly record struct Pool(double ScoreSum, double Positives, double Count, double First, double Last)
    {
        public double Mean => Positives / Count;

        public double Middle => Math.Clamp(ScoreSum / Count, First, Last);

        public Pool With(in Pool next) => new(ScoreSum + next.ScoreSum, Positives + next.Positives, Count + next.Count, First, next.Last);
    }
}
