using System.Globalization;

namespace Platform.Learning.Drift;

/// <summary>What has shifted.</summary>
public enum DriftMeasure
{
    /// <summary>Population stability index of a feature's bins.</summary>
    Psi = 0,

    /// <summary>Largest difference of a feature's distribution functions at the edges of its bins, 0 to 1.</summary>
    Ks = 1,

    /// <summary>Share of events without the feature, or with one that is not finite.</summary>
    Missing = 2,

    /// <summary>Share of values beyond the 0.1 % and the 99.9 % quantile of the reference.</summary>
    Tails = 3,

    /// <summary>Share of events that became alerts.</summary>
    AlertRate = 4,
}

/// <summary>Something that is no longer as it was in the reference.</summary>
/// <param name="Slice">Name of the slice; null for all events.</param>
/// <param name="Feature">Name of the feature; null for the alert rate.</param>
/// <param name="Measure">In which respect.</param>
/// <param name="Value">In the last window.</param>
/// <param name="Usual">In the reference: a share, or 0 for a distance.</param>
/// <param name="Threshold">What <paramref name="Value"/> would have had to stay within, on its side of the usual.</param>
/// <param name="SinceMs">Start of the first block of the run that stands out, Unix milliseconds.</param>
public sealed record DriftFinding(
    string? Slice, string? Feature, DriftMeasure Measure, double Value, double Usual, double Threshold, long SinceMs)
{
    /// <summary>
    /// In words, e.g. "feature amount_ratio_7d shifted for channel web since 2026-12-01 14:00:00Z: PSI 0.31, threshold 0.02".
    /// </summary>
    public string Words
    {
        get
        {
            var since = DateTimeOffset.FromUnixTimeMilliseconds(SinceMs);
            var place = Slice is null ? "" : $" for {Slice}";
            return string.Create(CultureInfo.InvariantCulture, $"{Subject}{place} since {since:yyyy-MM-dd HH:mm:ss}Z: {Figures}");
        }
    }

    private string Subject => Measure switch
    {
        DriftMeasure.AlertRate => "the alert rate changed",
        DriftMeasure.Missing => $"{Named} is missing {(Value > Usual ? "more" : "less")} often",
        DriftMeasure.Tails => $"{Named} is extreme {(Value > Usual ? "more" : "less")} often",
        _ => $"{Named} shifted",
    };

    private string Named => Feature == DriftReference.ScoreName ? "the score" : $"feature {Feature}";

    private string Short => Measure is DriftMeasure.Psi ? "PSI" : "KS";

    private string Figures => Measure is DriftMeasure.Psi or DriftMeasure.Ks
        ? string.Create(CultureInfo.InvariantCulture, $"{Short} {Value:0.###}, threshold {Threshold:0.####}")
        : string.Create(CultureInfo.InvariantCulture, $"{Value:0.###%} of events, usual {Usual:0.###%}, threshold {Threshold:0.###%}");
}
