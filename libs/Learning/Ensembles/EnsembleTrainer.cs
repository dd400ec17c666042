using Platform.Learning.Boosting;
using Platform.Learning.Calibration;
using Platform.Learning.Linear;

namespace Platform.Learning.Ensembles;

/// <summary>Trains members, weights and calibration.</summary>
public static class EnsembleTrainer
{
    private const int FewestRows = 50;

    /// <summary>Trains an ensemble.</summary>
    /// <param name="rows">Row-major matrix in order of time; NaN means missing, infinities are not allowed.</param>
    /// <param name="columns">Features per row, at least 1; the length of <paramref name="rows"/> is a multiple of it.</param>
    /// <param name="labels">True for positives, one a row; both kinds occur in every part that members are trained on.</param>
    /// <param name="options">Sizes and seed.</param>
    /// <param name="folds">Part of each row, 0 to <see cref="EnsembleOptions.Folds"/> - 1; empty for equal stretches of time. Rows that
    /// are alike for a reason that new rows will not share, e.g. one attack, belong into one part.</param>
    /// <returns>The bytes of the ensemble; the same arguments give the same bytes on one machine.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or rows or labels are too few.</exception>
    /// <exception cref="XgboostException">XGBoost's library is not installed.</exception>
    public static byte[] Train(
        ReadOnlySpan<float> rows, int columns, ReadOnlySpan<bool> labels, EnsembleOptions options, ReadOnlySpan<int> folds = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Folds is >= 2 and <= 20, true, nameof(options.Folds));
        if (rows.Length != labels.Length * columns) throw new ArgumentException("One label per row is needed.", nameof(labels));
        if (labels.Length < FewestRows) throw new ArgumentException($"At least {FewestRows} rows are needed.", nameof(labels));
        foreach (var fold in folds) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)fold, (uint)options.Folds, nameof(folds));
        if (!folds.IsEmpty && folds.Length != labels.Length) throw new ArgumentException("One part per row is needed.", nameof(folds));

        var all = new TrainingRows(rows.ToArray(), columns, labels.ToArray());
        var parts = folds.IsEmpty ? Stretches(labels.Length, options.Folds) : folds.ToArray();
        var unseen = MarginsOfUnseen(all, parts, options);
        var stack = FitStack(unseen, all.Labels, options.Penalty);
        var sums = new double[all.Count];
        for (var i = 0; i < sums.Length; i++) sums[i] = stack.Margin(unseen.AsSpan(i * StackedEnsemble.MemberCount));

        var calibration = options.Calibration is CalibrationKind.Isotonic
            ? CalibrationMap.Isotonic(sums, all.Labels)
            : CalibrationMap.Platt(sums, all.Labels);

        return EnsembleFile.Write(TrainMembers(all, options), stack, calibration);
    }

    // Members are judged by rows that they have not seen; what they say of their own training rows flatters them.
    private static float[] MarginsOfUnseen(TrainingRows all, int[] parts, EnsembleOptions options)
    {
        var margins = new float[all.Count * StackedEnsemble.MemberCount];
        for (var part = 0; part < options.Folds; part++)
        {
            var kept = all.Where(row => parts[row] != part);
            if (!Array.Exists(parts, one => one == part)) continue;
            var members = TrainMembers(kept, options).Read();
            for (var row = 0; row < all.Count; row++)
            {
                if (parts[row] == part) members.Margins(all.Row(row), margins.AsSpan(row * StackedEnsemble.MemberCount));
            }
        }

        return margins;
    }

    private static MemberFiles TrainMembers(TrainingRows rows, EnsembleOptions options)
    {
        var labels = Array.ConvertAll(rows.Labels, label => label ? 1f : 0);
        var ordinary = options.IsForestOnNormalOnly ? rows.Where(row => !rows.Labels[row]) : rows;

        // The trees take nearly all of the time, and neither set of them knows of the other: two processors take half of it.
        var lossGuided = Task.Run(() => Xgboost.Train(
            rows.Values, rows.Columns, labels, options.LossGuided with { Seed = options.Seed + 1 }));
        return new(
            Xgboost.Train(rows.Values, rows.Columns, labels, options.DepthWise with { Seed = options.Seed }),
            lossGuided.GetAwaiter().GetResult(), LogisticRegression.Fit(rows.Values, rows.Columns, rows.Labels, options.Penalty),
            IsolationForest.Fit(ordinary.Values, rows.Columns, options.Forest with { Seed = (ulong)options.Seed }));
    }

    // A member with a weight below zero only corrects the others; it leaves, the most negative first, and the others are weighed again.
    private static LogisticRegression FitStack(float[] margins, bool[] labels, double penalty)
    {
        var kept = margins.ToArray();
        while (true)
        {
            var fit = LogisticRegression.Fit(kept, StackedEnsemble.MemberCount, labels, penalty);
            var worst = Enumerable.Range(0, StackedEnsemble.MemberCount).MinBy(member => fit.Weights[member]);
            if (fit.Weights[worst] >= 0) return fit;

            // A constant column gets the weight 0.
            for (var at = worst; at < kept.Length; at += StackedEnsemble.MemberCount) kept[at] = 0;
        }
    }

    private static int[] Stretches(int count, int parts)
    {
        var stretches = new int[count];
        for (var i = 0; i < count; i++) stretches[i] = (int)((long)i * parts / count);
        return stretches;
    }
}

/// <summary>A matrix with labels.</summary>
internal sealed record TrainingRows(float[] Values, int Columns, bool[] Labels)
{
    public int Count => Labels.Length;

    public ReadOnlySpan<float> Row(int at) => Values.AsSpan(at * Columns, Columns);

    public TrainingRows Where(Predicate<int> wanted)
    {
        var rows = Enumerable.Range(0, Count).Where(row => wanted(row)).ToArray();
        var values = new float[rows.Length * Columns];
        for (var i = 0; i < rows.Length; i++) Row(rows[i]).CopyTo(values.AsSpan(i * Columns));
        return new(values, Columns, Array.ConvertAll(rows, row => Labels[row]));
    }
}
