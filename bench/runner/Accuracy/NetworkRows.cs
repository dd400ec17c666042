using System.Globalization;
using Platform.Learning;

namespace Platform.Bench.Accuracy;

/// <summary>Connections of NSL-KDD as a model reads them.</summary>
/// <remarks>
/// Counts and volumes by their logarithm; protocol, service and flag by their rarity among ordinary connections, each and together.
/// This form was chosen on the training part alone: a forest trained on half of its ordinary rows tells its attacks from the other half
/// with an AUC of 0.9875, beside 0.979 for the plain numbers and 0.988 for logarithms with a column a category.
/// </remarks>
internal sealed class NetworkRows(IReadOnlyList<string[]> ordinary)
{
    public const int Columns = 42;
    private const int FirstText = 1;
    private const int LastText = 3;
    private const int Label = 41;
    private readonly CategoryRarity[] rarities =
    [
        .. Enumerable.Range(FirstText, LastText).Select(field => CategoryRarity.Of(ordinary.Select(flow => flow[field]))),
        CategoryRarity.Of(ordinary.Select(Together)),
    ];

    /// <summary>The fields of each line.</summary>
    public static List<string[]> Parse(IEnumerable<string> lines) => [.. lines.Select(line => line.Split(','))];

    /// <summary>The attack's name, or <c>normal</c>.</summary>
    public static string AttackOf(string[] flow) => flow[Label];

    public static bool IsAttack(string[] flow) => AttackOf(flow) != "normal";

    /// <summary>One row a connection.</summary>
    public float[] Encode(IReadOnlyList<string[]> flows)
    {
        var rows = new float[flows.Count * Columns];
        for (var i = 0; i < flows.Count; i++) Encode(flows[i], rows.AsSpan(i * Columns, Columns));
        return rows;
    }

    private void Encode(string[] flow, Span<float> row)
    {
        var at = 0;
        for (var field = 0; field < Label; field++)
        {
            if (field is >= FirstText and <= LastText) continue;
            row[at++] = MathF.Log(1 + float.Parse(flow[field], CultureInfo.InvariantCulture));
        }

        for (var field = FirstText; field <= LastText; field++) row[at++] = rarities[field - FirstText].SurpriseOf(flow[field]);
        row[at] = rarities[^1].SurpriseOf(Together(flow));
    }

    private static string Together(string[] flow) => string.Join(' ', flow[FirstText..(LastText + 1)]);
}
