using Platform.Learning.Boosting;
using Platform.Learning.Linear;

namespace Platform.Learning.Ensembles;

/// <summary>What each feature of a row added to an ensemble's margin.</summary>
/// <remarks>
/// The margin is a weighed sum of the members' margins, so its Shapley values are the same sum of theirs: exact for the trees and, taking
/// features as independent, for the regression. The forest's vote has no such decomposition; what it says beyond that of an average row is
/// shared out as <see cref="IsolationForest.Attribute"/> does. Holds working memory: not safe for several threads.
/// </remarks>
public sealed class EnsembleExplainer
{
    private readonly StackedEnsemble model;
    private readonly TreeExplainer depthWise;
    private readonly TreeExplainer lossGuided;
    private readonly float[] floats;
    private readonly double[] doubles;
    private readonly double averagePath;

    /// <summary>Prepares to explain an ensemble.</summary>
    /// <param name="model">Any ensemble.</param>
    public EnsembleExplainer(StackedEnsemble model)
    {
        this.model = model;
        (depthWise, lossGuided) = (new(model.Members.DepthWise), new(model.Members.LossGuided));
        (floats, doubles) = (new float[model.Columns], new double[model.Columns]);
        averagePath = model.Members.Forest.AveragePath;

        float[] expected = [(float)depthWise.Expected, (float)lossGuided.Expected, (float)model.Members.Linear.Intercept, ForestAverage()];
        Expected = model.Stack.Margin(expected);
    }

    /// <summary>Features per row.</summary>
    public int Columns => model.Columns;

    /// <summary>The margin from which the contributions start.</summary>
    public double Expected { get; }

    /// <summary>Explains one row. No allocation.</summary>
    /// <param name="row">As many values as the model has columns; NaN means missing.</param>
    /// <param name="contributions">Receives one value a column; with <see cref="Expected"/> they add up to the margin.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        contributions[..model.Columns].Clear();
        depthWise.Explain(row, floats);
        Add(floats, model.Stack.Weights[0], contributions);
        lossGuided.Explain(row, floats);
        Add(floats, model.Stack.Weights[1], contributions);
        model.Members.Linear.Explain(row, doubles);
        Add(doubles, model.Stack.Weights[2], contributions);
        AddForest(row, contributions);
    }

    // The vote is a curve over the path's length; the slope of its chord turns shares of the path into shares of the vote.
    private void AddForest(ReadOnlySpan<float> row, Span<double> contributions)
    {
        var weight = model.Stack.Weights[3];
        if (weight == 0) return;

        model.Members.Forest.Attribute(row, doubles);
        var shorter = 0d;
        foreach (var share in doubles) shorter += share;
        if (Math.Abs(shorter) < 1e-9) return;

        var vote = LogOdds.Of(model.Members.Forest.ScoreOfPath(averagePath - shorter));
        Add(doubles, weight * (vote - ForestAverage()) / shorter, contributions);
    }

    private float ForestAverage() => (float)LogOdds.Of(model.Members.Forest.ScoreOfPath(averagePath));

    private static void Add(ReadOnlySpan<float> shares, double weight, Span<double> contributions)
    {
        for (var i = 0; i < shares.Length; i++) contributions[i] += weight * shares[i];
    }

    private static void Add(ReadOnlySpan<double> shares, double weight, Span<double> contributions)
    {
        for (var i = 0; i < shares.Length; i++) contributions[i] += weight * shares[i];
    }
}
