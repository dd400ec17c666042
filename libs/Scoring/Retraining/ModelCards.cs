using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Scoring.Retraining;

/// <summary>Model cards as documents.</summary>
/// <remarks>Source of the form: Mitchell et al., "Model Cards for Model Reporting", FAT* 2019.</remarks>
public static class ModelCards
{
    /// <summary>What an ensemble is for.</summary>
    public const string IntendedUse =
        "Estimates the probability that a payment or transfer of this tenant is fraud, as one part of a decision beside rules. "
        + "It is not made to judge people, to decide alone, or for events of another tenant or of other features.";

    /// <summary>Limits that every card states.</summary>
    public static IReadOnlyList<string> Limits { get; } =
    [
        "It knows what was labelled: kinds of fraud that nobody reported count as honest.",
        "The figures are of the out-of-time part only, and of frauds that were known by then; fraud changes.",
        "Intervals take events as independent; where frauds come in bursts they are too narrow.",
        "Probabilities hold for the share of fraud that they were fitted on.",
        "Latency was measured on the machine that trained, one row at a time, without I/O.",
    ];

    /// <summary>As JSON.</summary>
    /// <param name="card">The card.</param>
    /// <returns>UTF-8.</returns>
    public static byte[] ToJson(ModelCard card) => JsonSerializer.SerializeToUtf8Bytes(card, ContractsJson.Default.ModelCard);

    /// <summary>As Markdown.</summary>
    /// <param name="card">The card.</param>
    /// <returns>The text.</returns>
    public static string ToMarkdown(ModelCard card)
    {
        var text = new StringBuilder();
        Line(text, $"# Model {card.Model}\n");
        Line(text, $"Made {card.MadeAt:yyyy-MM-dd HH:mm} UTC. {card.Gate.Text}\n");
        Line(text, $"## Intended use\n\n{card.IntendedUse}\n");
        WriteData(text, card);
        WriteFigures(text, card);
        WriteSlices(text, card.Evaluation);
        WriteGate(text, card);
        Line(text, $"## Limits\n");
        foreach (var limit in card.Limits) Line(text, $"* {limit}");
        return text.ToString();
    }

    private static void WriteData(StringBuilder text, ModelCard card)
    {
        Line(text, $"## Data\n");
        Line(text, $"Data set `{card.DataSetVersion}`, features `{card.DataSet.FeatureSet}`, as of {card.DataSet.AsOf:yyyy-MM-dd HH:mm} UTC.\n");
        Line(text, $"| part | from | until | events | frauds |");
        Line(text, $"|---|---|---|---|---|");
        foreach (var (part, name) in ((DataPart, string)[])[(card.DataSet.Training, "training"), (card.DataSet.OutOfTime, "out of time")])
            Line(text, $"| {name} | {part.From:yyyy-MM-dd HH:mm} | {part.Until:yyyy-MM-dd HH:mm} | {part.Events:N0} | {part.Frauds:N0} |");

        Line(text, $"");
        foreach (var finding in card.Findings) Line(text, $"* {finding.Check}: {finding.Text}");
        if (card.Findings.Count is 0) Line(text, $"The data checks found nothing odd.");
        if (card.Search is { } search) Line(text, $"\nChosen: challenger {search.Chosen} ({search.Challengers[search.Chosen].Options}). {search.Words}.");
        Line(text, $"");
    }

    private static void WriteFigures(StringBuilder text, ModelCard card)
    {
        var (now, then) = (card.Evaluation, card.Champion);
        Line(text, $"## Figures\n\nOut of time, with intervals of 95 % confidence.\n");
        Line(text, $"| figure | this model | champion | difference |");
        Line(text, $"|---|---|---|---|");
        Line(text, $"| AUC | {Words(now.RocAuc)} | {Words(then?.RocAuc)} | {Words(card.Differences?.RocAuc)} |");
        Line(text, $"| average precision | {Words(now.AveragePrecision)} | {Words(then?.AveragePrecision)} | {Words(card.Differences?.AveragePrecision)} |");
        Line(text, $"| recall at {now.AlertRate:P1} alerts | {Words(now.Recall)} | {Words(then?.Recall)} | {Words(card.Differences?.Recall)} |");
        foreach (var one in now.PrecisionAt)
            Line(text, $"| precision at {one.K} | {one.Precision:0.0000} | {then?.PrecisionAt.FirstOrDefault(other => other.K == one.K)?.Precision:0.0000} | |");
        Line(text, $"| calibration error | {now.CalibrationError:0.0000} | {then?.CalibrationError:0.0000} | |");
        Line(text, $"| Brier | {now.Brier:0.0000} | {then?.Brier:0.0000} | |");
        Line(text, $"| latency p50, p99 (µs) | {now.LatencyP50Micros:0.0}, {now.LatencyP99Micros:0.0} | {then?.LatencyP50Micros:0.0}, {then?.LatencyP99Micros:0.0} | |");
        Line(text, $"| size (bytes) | {now.Bytes:N0} | {then?.Bytes:N0} | |\n");
        Line(text, $"| alert rate | looks | share of the amount lost | cost |");
        Line(text, $"|---|---|---|---|");
        foreach (var point in now.Costs) Line(text, $"| {point.AlertRate:P1} | {point.Looks:N0} | {point.LostShare:P1} | {point.Cost:N0} |");
        Line(text, $"");
    }

    private static void WriteSlices(StringBuilder text, ModelEvaluation evaluation)
    {
        Line(text, $"## Slices\n");
        Line(text, $"| slice | events | frauds | AUC | average precision | recall |");
        Line(text, $"|---|---|---|---|---|---|");
        foreach (var one in evaluation.Slices)
            Line(text, $"| {one.Kind} {Cell(one.Name)} | {one.Events:N0} | {one.Frauds:N0} | {one.RocAuc:0.000} | {one.AveragePrecision:0.000} | {one.Recall:0.000} |");
        Line(text, $"");
    }

    private static void WriteGate(StringBuilder text, ModelCard card)
    {
        Line(text, $"## Gate\n");
        Line(text, $"| check | passed | what |");
        Line(text, $"|---|---|---|");
        foreach (var check in card.Gate.Checks) Line(text, $"| {Cell(check.Name)} | {(check.Passed ? "yes" : "**no**")} | {Cell(check.Text)} |");
        Line(text, $"");
    }

    private static string Words(MeasuredFigure? figure) => figure?.Value is null ? "" : FormattableString.Invariant(
        $"{figure.Value:0.0000} ({figure.Low:0.0000} to {figure.High:0.0000})");

    // Names of slices come from events: what would end a cell or a line does not.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
