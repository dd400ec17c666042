using Platform.Risk.Features;
using static Platform.Risk.Features.Feature;

namespace Platform.Risk.Scoring;

/// <summary>The features that the model reads, turned so that only the risky direction stands out and long tails are short.</summary>
/// <remarks>A forest cuts off whatever is rare, also harmlessly small amounts; what lies below normal is therefore made normal.</remarks>
internal static class ModelInput
{
    private static readonly Feature[] Excesses = [AmountZ, TenantAmountZ, PayeeAmountZ, PayeeExcess];

    private static readonly Feature[] Tails =
        [SentCount1h, SentCount1d, SentRate, SentSpike, Payees7d, NewPayees1h, ReceivedCount1h, ReceivedRate, Payers1d];

    private static readonly Feature[] Shares = [OddHour, NewDevice, PassThrough];

    /// <summary>Which feature stands in which column.</summary>
    public static readonly IReadOnlyList<Feature> Order = [.. Excesses, .. Tails, .. Shares];

    public static readonly int Columns = Order.Count;

    /// <summary>Turns a feature vector into a row for the model; no allocation.</summary>
    public static void Write(ReadOnlySpan<float> features, Span<float> row)
    {
        var at = 0;
        foreach (var feature in Excesses) row[at++] = MathF.Max(0, features[(int)feature]);
        foreach (var feature in Tails) row[at++] = MathF.Log2(1 + features[(int)feature]);
        foreach (var feature in Shares) row[at++] = features[(int)feature];
    }
}
