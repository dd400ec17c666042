namespace Platform.Scoring;

/// <summary>How alike an event is to those that a model was trained on, in the eyes of its trees.</summary>
/// <remarks>
/// Two events are as alike as the share of trees in which both reach the same leaf: the kernel that tree ensembles use. Source: Breiman,
/// "Some infinity theory for predictor ensembles", 2000; Scornet, "Random forests and kernel methods", IEEE Trans. Inf. Theory 2016.
/// Immutable, safe for many threads.
/// </remarks>
public sealed class ExampleLikeness
{
    private readonly FraudModel model;
    private readonly int trees;
    private readonly int[] leaves;

    /// <summary>Prepares to compare with the examples of a model.</summary>
    /// <param name="model">The model.</param>
    public ExampleLikeness(FraudModel model)
    {
        this.model = model;
        trees = model.Ensemble.Members.DepthWise.TreeCount + model.Ensemble.Members.LossGuided.TreeCount;
        leaves = new int[model.Examples.Count * trees];
        for (var i = 0; i < model.Examples.Count; i++) WriteLeaves(model.Examples.Row(i), leaves.AsSpan(i * trees, trees));
    }

    /// <summary>How alike a row is to each example.</summary>
    /// <param name="row">At least as many values as the model has columns; NaN means missing.</param>
    /// <returns>One value an example, 0 (never in the same leaf) to 1 (always).</returns>
    public double[] To(ReadOnlySpan<float> row)
    {
        var own = new int[trees];
        WriteLeaves(row, own);
        var likeness = new double[model.Examples.Count];
        for (var i = 0; i < likeness.Length; i++)
        {
            var same = 0;
            for (var tree = 0; tree < trees; tree++) same += own[tree] == leaves[i * trees + tree] ? 1 : 0;
            likeness[i] = (double)same / trees;
        }

        return likeness;
    }

    /// <summary>How strongly each example pulls a row towards its own kind.</summary>
    /// <param name="likeness">As <see cref="To"/> gave it.</param>
    /// <returns>One value an example: with the share of frauds among the examples they add up to what the examples alone would
    /// estimate, the average of their labels weighed by likeness. All 0 when none is alike.</returns>
    public double[] Pulls(ReadOnlySpan<double> likeness)
    {
        var (sum, share) = (0d, ShareOfFraud);
        foreach (var one in likeness) sum += one;
        var pulls = new double[likeness.Length];
        for (var i = 0; i < pulls.Length && sum > 0; i++) pulls[i] = likeness[i] * ((model.Examples.Labels[i] ? 1 : 0) - share) / sum;

        return pulls;
    }

    /// <summary>The share of frauds among the examples, 0 to 1; it is not that of all events.</summary>
    public double ShareOfFraud =>
        model.Examples.Count is 0 ? 0 : (double)model.Examples.Labels.Count(label => label) / model.Examples.Count;

    private void WriteLeaves(ReadOnlySpan<float> row, Span<int> into)
    {
        var (depthWise, lossGuided) = (model.Ensemble.Members.DepthWise, model.Ensemble.Members.LossGuided);
        depthWise.LeafNumbers(row, into);
        lossGuided.LeafNumbers(row, into[depthWise.TreeCount..]);
    }
}
