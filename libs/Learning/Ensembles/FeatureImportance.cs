using Platform.Learning.Boosting;

namespace Platform.Learning.Ensembles;

/// <summary>Which features a model goes by, three ways; all shares of one, so that they can stand side by side.</summary>
public static class FeatureImportance
{
    /// <summary>By gain: how much the splits of each feature lowered the loss while the trees grew.</summary>
    /// <param name="model">Any trees.</param>
    /// <returns>One share a column, adding up to 1; all 0 when nothing was split.</returns>
    /// <remarks>What the trees did in training; features with many different values look better than they are.</remarks>
    public static double[] ByGain(BoostedTrees model) => Shares([.. model.Gains]);

    /// <summary>By contribution: the mean size of each feature's Shapley value.</summary>
    /// <param name="explainer">Of the model.</param>
    /// <param name="rows">Row-major matrix of events that matter.</param>
    /// <returns>One share a column, adding up to 1; all 0 when nothing contributed.</returns>
    /// <exception cref="ArgumentException">The matrix is empty or ragged.</exception>
    /// <remarks>Source: Lundberg, Lee, "A Unified Approach to Interpreting Model Predictions", NeurIPS 2017.</remarks>
    public static double[] ByContribution(EnsembleExplainer explainer, ReadOnlySpan<float> rows)
    {
        var columns = explainer.Columns;
        if (rows.IsEmpty || rows.Length % columns != 0) throw new ArgumentException($"Rows of {columns} values are needed.", nameof(rows));

        var (sums, shares) = (new double[columns], new double[columns]);
        for (var at = 0; at < rows.Length; at += columns)
        {
            explainer.Explain(rows.Slice(at, columns), shares);
            for (var i = 0; i < columns; i++) sums[i] += Math.Abs(shares[i]);
        }

        return Shares(sums);
    }

    /// <summary>By permutation: how much worse the ranking gets when a feature's values are dealt out anew.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Row-major matrix of events that the model was not trained on.</param>
    /// <param name="labels">True for positives, one a row; both kinds occur.</param>
    /// <param name="seed">Of the dealing.</param>
    /// <returns>One share of the lost area under the ROC curve a column; features without which nothing is lost have 0.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <remarks>Source: Breiman, "Random Forests", 2001, section 10. O(columns × rows × trees).</remarks>
    public static double[] ByPermutation(StackedEnsemble model, ReadOnlySpan<float> rows, ReadOnlySpan<bool> labels, ulong seed)
    {
        if (rows.Length != labels.Length * model.Columns) throw new ArgumentException("One label per row is needed.", nameof(labels));

        var whole = Quality(model, rows, labels);
        var losses = new double[model.Columns];
        for (var column = 0; column < losses.Length; column++)
        {
            var dealt = rows.ToArray();
            Deal(dealt, column, model.Columns, seed + (ulong)column);
            losses[column] = Math.Max(0, whole - Quality(model, dealt, labels));
        }

        return Shares(losses);
    }

    private static double Quality(StackedEnsemble model, ReadOnlySpan<float> rows, ReadOnlySpan<bool> labels)
    {
        var scores = new double[labels.Length];
        for (var i = 0; i < scores.Length; i++) scores[i] = model.Margin(rows[(i * model.Columns)..]);
        return RankingQuality.RocAuc(scores, labels);
    }

    // Fisher and Yates' shuffle of one column.
    private static void Deal(float[] rows, int column, int columns, ulong seed)
    {
        var random = new SplitMix(seed);
        for (var left = rows.Length / columns; left > 1; left--)
        {
            var (one, other) = ((left - 1) * columns + column, random.Below(left) * columns + column);
            (rows[one], rows[other]) = (rows[other], rows[one]);
        }
    }

    private static double[] Shares(double[] amounts)
    {
        var sum = amounts.Sum();
        return sum > 0 ? Array.ConvertAll(amounts, amount => amount / sum) : amounts;
    }
}
