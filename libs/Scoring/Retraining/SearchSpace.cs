using System.Globalization;
using Platform.Learning;
using Platform.Learning.Ensembles;

namespace Platform.Scoring.Retraining;

/// <summary>Among which options challengers are drawn: one value of each list.</summary>
public sealed record SearchSpace
{
    /// <summary>What is not searched, and challenger 0: without luck in the search nothing is lost.</summary>
    public EnsembleOptions Usual { get; init; } = new();

    /// <summary>Levels of the trees that grow level by level.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [3, 4, 5, 6];

    /// <summary>Leaves of the trees that grow where the loss falls most.</summary>
    public IReadOnlyList<int> Leaves { get; init; } = [8, 16, 24, 32];

    /// <summary>Shares of each tree's correction, with the number of trees.</summary>
    public IReadOnlyList<(double Rate, int Trees)> Learning { get; init; } = [(0.05, 200), (0.1, 100), (0.1, 150), (0.2, 60)];

    /// <summary>Shares of rows for each tree.</summary>
    public IReadOnlyList<double> RowShares { get; init; } = [0.6, 0.8, 1];

    /// <summary>Shares of features for each tree.</summary>
    public IReadOnlyList<double> ColumnShares { get; init; } = [0.4, 0.7, 1];

    /// <summary>How much more a fraud counts than an honest event.</summary>
    public IReadOnlyList<double> PositiveWeights { get; init; } = [1, 1, 3, 10];

    /// <summary>Draws challengers.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The same seed draws the same.</param>
    /// <returns>The usual one first.</returns>
    public IReadOnlyList<EnsembleOptions> Draw(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var random = new SplitMix(seed);
        var drawn = new List<EnsembleOptions>(count) { Usual };
        while (drawn.Count < count) drawn.Add(DrawOne(ref random));
        return drawn;
    }

    /// <summary>Options in words.</summary>
    /// <param name="options">As drawn.</param>
    /// <returns>What differs between challengers.</returns>
    public static string Words(EnsembleOptions options)
    {
        var trees = options.DepthWise;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"depth {trees.Depth}, leaves {options.LossGuided.Leaves}, {trees.Trees} trees at rate {trees.LearningRate}, "
            + $"rows {trees.RowShare}, columns {trees.ColumnShare}, weight of fraud {trees.PositiveWeight}");
    }

    private EnsembleOptions DrawOne(ref SplitMix random)
    {
        var (depth, leaves, (rate, trees)) = (One(Depths, ref random), One(Leaves, ref random), One(Learning, ref random));
        var (rows, columns, weight) =
            (One(RowShares, ref random), One(ColumnShares, ref random), One(PositiveWeights, ref random));
        var common = Usual.DepthWise with
        {
            LearningRate = rate, Trees = trees, RowShare = rows, ColumnShare = columns, PositiveWeight = weight,
        };
        return Usual with
        {
            DepthWise = common with { Depth = depth },
            LossGuided = common with { Growth = Usual.LossGuided.Growth, Depth = Usual.LossGuided.Depth, Leaves = leaves },
        };
    }

    private static T One<T>(IReadOnlyList<T> values, ref SplitMix random) => values[random.Below(values.Count)];
}
