using System.Globalization;
using Platform.Contracts;

namespace Platform.Scoring.Retraining;

/// <summary>Decides whether a challenger takes the champion's place.</summary>
public static class Gate
{
    /// <summary>Holds a challenger against a policy.</summary>
    /// <param name="policy">What it must show.</param>
    /// <param name="champion">The figures of the model in force; null when there is none that reads these features.</param>
    /// <param name="challenger">Its figures.</param>
    /// <param name="differences">Challenger minus champion; null without a champion.</param>
    /// <returns>The decision with everything that was looked at.</returns>
    /// <exception cref="ArgumentException">There is a champion without differences, or the other way round.</exception>
    public static GateResult Decide(
        GatePolicy policy, ModelEvaluation? champion, ModelEvaluation challenger, ModelDifferences? differences)
    {
        if (champion is null != differences is null) throw new ArgumentException("A champion comes with differences.", nameof(differences));

        GateCheck[] checks =
        [
            .. Figures(policy, challenger), .. Limits(policy, challenger), .. Slices(policy.Slices, champion, challenger),
            .. differences is null ? [] : Comparisons(policy, differences),
        ];
        var failed = checks.Where(check => !check.Passed).ToList();
        var text = failed switch
        {
            [] when champion is null => "The challenger is promoted: there is no champion to compare with, and it keeps all limits.",
            [] => "The challenger is promoted: it passed every check.",
            _ when champion is null => $"No model is promoted: {failed[0].Text}",
            _ => $"The champion stays: {failed[0].Text}",
        };
        return new(failed.Count is 0, failed.Count > 1 ? Say($"{text} ({failed.Count} checks failed.)") : text, checks);
    }

    private static IEnumerable<GateCheck> Figures(GatePolicy policy, ModelEvaluation challenger) =>
    [
        AtLeast("rocAuc.atLeast", "AUC", challenger.RocAuc.Value, policy.RocAuc.AtLeast),
        AtLeast("averagePrecision.atLeast", "Average precision", challenger.AveragePrecision.Value, policy.AveragePrecision.AtLeast),
        AtLeast("recall.atLeast", "Recall", challenger.Recall.Value, policy.Recall.AtLeast),
    ];

    private static IEnumerable<GateCheck> Limits(GatePolicy policy, ModelEvaluation challenger) =>
    [
        AtMost("calibrationError.atMost", "Calibration error", challenger.CalibrationError, policy.CalibrationError.AtMost),
        AtMost("latencyP99Micros.atMost", "Latency (p99, µs)", challenger.LatencyP99Micros, policy.LatencyP99Micros.AtMost),
        AtMost("bytes.atMost", "Size (bytes)", challenger.Bytes, policy.Bytes.AtMost),
    ];

    private static IEnumerable<GateCheck> Comparisons(GatePolicy policy, ModelDifferences differences)
    {
        yield return NotWorse("rocAuc.worseByAtMost", "AUC", differences.RocAuc, policy.RocAuc.WorseByAtMost);
        yield return NotWorse(
            "averagePrecision.worseByAtMost", "Average precision", differences.AveragePrecision, policy.AveragePrecision.WorseByAtMost);
        yield return NotWorse("recall.worseByAtMost", "Recall", differences.Recall, policy.Recall.WorseByAtMost);
        if (!policy.RequireGain) yield break;

        (string Name, MeasuredFigure Figure)[] all =
            [("AUC", differences.RocAuc), ("average precision", differences.AveragePrecision), ("recall", differences.Recall)];
        var (name, best) = all.MaxBy(one => one.Figure.Low ?? double.NegativeInfinity);
        yield return new(
            "requireGain", best.Low > 0, 0,
            best.Low > 0
                ? Say($"The {name} is better by {best.Value:0.0000}, with 95 % confidence by {best.Low:0.0000} or more.")
                : Say($"No figure is better with 95 % confidence; nearest is the {name}, {best.Low:0.0000} to {best.High:0.0000}."),
            best.Low);
    }

    private static IEnumerable<GateCheck> Slices(SliceLimit limit, ModelEvaluation? champion, ModelEvaluation challenger)
    {
        var before = (champion?.Slices ?? []).ToDictionary(slice => (slice.Kind, slice.Name));
        foreach (var slice in challenger.Slices.Where(slice => slice.Frauds >= limit.FewestFrauds))
        {
            var what = $"{slice.Kind} {slice.Name}";
            if (slice.RocAuc is null) continue;
            yield return AtLeast($"slices.rocAucAtLeast: {what}", $"AUC within {what}", slice.RocAuc, limit.RocAucAtLeast);
            if (!before.TryGetValue((slice.Kind, slice.Name), out var then)) continue;

            yield return NoFall(
                $"slices.rocAucWorseByAtMost: {what}", $"AUC within {what}", slice.RocAuc - then.RocAuc, limit.RocAucWorseByAtMost);
            yield return NoFall(
                $"slices.recallWorseByAtMost: {what}", $"Recall within {what}", slice.Recall - then.Recall, limit.RecallWorseByAtMost);
        }
    }

    private static GateCheck AtLeast(string name, string what, double? value, double limit) => new(
        name, value >= limit || limit is 0, limit, Say($"{what} is {value:0.0000}; at least {limit:0.####} is asked for."), value);

    private static GateCheck AtMost(string name, string what, double value, double limit) => new(
        name, value <= limit, limit, Say($"{what} is {value:#,0.####}; at most {limit:#,0.####} is allowed."), value);

    // An interval that could not be computed proves nothing, so it does not pass.
    private static GateCheck NotWorse(string name, string what, MeasuredFigure difference, double limit) => new(
        name, difference.Low >= -limit, -limit,
        Say($"{what} differs by {Words(difference)}; worse by at most {limit:0.####} is allowed."), difference.Low);

    private static GateCheck NoFall(string name, string what, double? difference, double limit) => new(
        name, difference >= -limit, -limit,
        Say($"{what} differs by {Signed(difference)}; worse by at most {limit:0.####} is allowed."), difference);

    private static string Words(MeasuredFigure difference) =>
        $"{Signed(difference.Value)} ({Signed(difference.Low)} to {Signed(difference.High)} with 95 % confidence)";

    private static string Signed(double? value) =>
        value?.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) ?? "an unknown amount";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
