namespace Platform.Learning.Network;

/// <summary>How unusual a flow is among the ordinary ones of its tenant, by an isolation forest and the spread of its scores.</summary>
/// <remarks>Immutable and deterministic: the same flows give the same model. Protocol, service and flags are read by rarity.</remarks>
public sealed class FlowModel
{
    // At this surprise, one flow in ten thousand, the model is as sure as it can be.
    private const double FullSurprise = 4;
    private const ulong Seed = 20_08;
    private const int Categories = 3;

    private readonly CategoryRarity[] rarities;
    private readonly IsolationForest forest;
    private readonly Quantiles scores;

    private FlowModel(CategoryRarity[] rarities, IsolationForest forest, Quantiles scores) =>
        (this.rarities, this.forest, this.scores) = (rarities, forest, scores);

    /// <summary>What the columns of the forest are.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. FlowFeatures.NumberNames, "protocol", "service", "flags"];

    /// <summary>Learns what is ordinary.</summary>
    /// <param name="flows">At least two.</param>
    /// <returns>The model. O(flows × trees × log 256).</returns>
    /// <exception cref="ArgumentException">There are fewer than two flows.</exception>
    public static FlowModel Train(IReadOnlyList<FlowFeatures> flows)
    {
        ArgumentNullException.ThrowIfNull(flows);
        CategoryRarity[] rarities =
        [
            CategoryRarity.Of(flows.Select(flow => flow.Protocol)), CategoryRarity.Of(flows.Select(flow => flow.Service)),
            CategoryRarity.Of(flows.Select(flow => flow.Flags)),
        ];
        var rows = new float[flows.Count * Columns.Count];
        for (var i = 0; i < flows.Count; i++) Write(flows[i], rarities, rows.AsSpan(i * Columns.Count, Columns.Count));

        var forest = IsolationForest.Fit(rows, Columns.Count, new() { Seed = Seed });
        var scores = new double[flows.Count];
        forest.ScoreAll(rows, scores);
        return new(rarities, forest, Quantiles.Of(scores));
    }

    /// <summary>How unusual a flow is.</summary>
    /// <param name="flow">It.</param>
    /// <returns>0 to 1: 0.25 for the top tenth of ordinary flows, 0.5 for the top hundredth, 0.75 for the top thousandth.</returns>
    public double Score(FlowFeatures flow) => Math.Min(1, scores.SurpriseOf(forest.Score(RowOf(flow))) / FullSurprise);

    /// <summary>What makes a flow unusual.</summary>
    /// <param name="flow">It.</param>
    /// <param name="most">How many columns at most.</param>
    /// <returns>Columns that make it easy to cut off, and their parts of the score, the largest first; the parts add up to the score
    /// when all columns are asked for.</returns>
    public IReadOnlyList<(string Name, double Contribution)> Explain(FlowFeatures flow, int most)
    {
        var shares = new double[Columns.Count];
        forest.Attribute(RowOf(flow), shares);
        var (score, total) = (Score(flow), shares.Where(share => share > 0).Sum());
        return [.. Columns.Zip(shares).Where(each => each.Second > 0).OrderByDescending(each => each.Second).Take(most)
            .Select(each => (each.First, score * each.Second / total))];
    }

    private float[] RowOf(FlowFeatures flow)
    {
        var row = new float[Columns.Count];
        Write(flow, rarities, row);
        return row;
    }

    private static void Write(FlowFeatures flow, CategoryRarity[] rarities, Span<float> row)
    {
        flow.Numbers.CopyTo(row);
        var at = row.Length - Categories;
        row[at] = rarities[0].SurpriseOf(flow.Protocol);
        row[at + 1] = rarities[1].SurpriseOf(flow.Service);
        row[at + 2] = rarities[2].SurpriseOf(flow.Flags);
    }
}
