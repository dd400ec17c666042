using Platform.Learning.Features;
using Platform.Scoring;

namespace Platform.Risk.Scoring;

/// <summary>The features that the model reads, turned so that only the risky direction stands out and long tails are short.</summary>
/// <remarks>A forest cuts off whatever is rare, also harmlessly small amounts; what lies below normal is therefore made normal.</remarks>
internal sealed class ModelInput
{
    private static readonly string[] Excesses = ["amountZ", "tenantAmountZ", "payeeAmountZ", "payeeExcess"];

    private static readonly string[] Tails =
        ["sentCount1h", "sentCount1d", "sentRate", "sentSpike", "payees7d", "newPayees1h", "receivedCount1h", "receivedRate", "payers1d"];

    private static readonly string[] Shares = ["oddHour", "newDevice", "passThrough"];

    /// <summary>Which feature stands in which column.</summary>
    public static readonly IReadOnlyList<string> Order = [.. Excesses, .. Tails, .. Shares];

    public static readonly int Columns = Order.Count;

    private readonly int[] positions;

    /// <exception cref="FeatureSetException">The set lacks a feature that the model reads.</exception>
    public ModelInput(TransactionFeatures features) => positions = [.. Order.Select(name => PositionOf(features, name))];

    /// <summary>Turns a feature vector into a row for the model; no allocation.</summary>
    public void Write(ReadOnlySpan<float> features, Span<float> row)
    {
        var at = 0;
        for (; at < Excesses.Length; at++) row[at] = MathF.Max(0, features[positions[at]]);
        for (; at < Excesses.Length + Tails.Length; at++) row[at] = MathF.Log2(1 + features[positions[at]]);
        for (; at < positions.Length; at++) row[at] = features[positions[at]];
    }

    private static int PositionOf(TransactionFeatures features, string name) => features.TryFind(name, out var position)
        ? position
        : throw new FeatureSetException(TransactionFeatures.FileName, 1, 1, $"The model needs the feature '{name}', and there is none.");
}
