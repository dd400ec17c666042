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
        var set = card.DataSet;
        Line(text, $"Data set `{card.DataSetVersion}`, features `{set.FeatureSet}`, as of {set.AsOf:yyyy-MM-dd HH:mm} UTC.\n");
        Line(text, $"| part | from | until | events | frauds |");
        Line(text, $"|---|---|---|---|---|");
        foreach (var (part, name) in ((DataPart, string)[])[(set.Training, "training"), (set.OutOfTime, "out of time")])
            Line(text, $"| {name} | {part.From:yyyy-MM-dd HH:mm} | {part.Until:yyyy-MM-dd HH:mm} | {part.Events:N0} | {part.Frauds:N0} |");

        Line(text, $"");
        foreach (var finding in card.Findings) Line(text, $"* {finding.Check}: {finding.Text}");
        if (card.Findings.Count is 0) Line(text, $"The data checks found nothing odd.");
        if (card.Search is { } search)
            Line(text, $"\nChosen: challenger {search.Chosen} ({search.Challengers[search.Chosen].Options}). {search.Words}.");
        Line(text, $"");
    }

    private static void WriteFigures(StringBuilder text, ModelCard card)
    {
        var (now, then, differences) = (card.Evaluation, card.Champion, card.Differences);
        Line(text, $"## Figures\n\nOut of time, with intervals of 95 % confidence.\n");
        Line(text, $"| figure | this model | champion | difference |");
        Line(text, $"|---|---|---|---|");
        Row(text, "AUC", Words(now.RocAuc), Words(then?.RocAuc), Words(differences?.RocAuc));
        Row(text, "average precision", Words(now.AveragePrecision), Words(then?.AveragePrecision), Words(differences?.AveragePrecision));
        Row(text, Text($"recall at {now.AlertRate:P1} alerts"), Words(now.Recall), Words(then?.Recall), Words(differences?.Recall));
        foreach (var one in now.PrecisionAt)
        {
            var other = then?.PrecisionAt.FirstOrDefault(other => other.K == one.K)?.Precision;
            Row(text, $"precision at {one.K}", Text($"{one.Precision:0.0000}"), Text($"{other:0.0000}"), "");
        }

        Row(text, "calibration error", Text($"{now.CalibrationError:0.0000}"), Text($"{then?.CalibrationError:0.0000}"), "");
        Row(text, "Brier", Text($"{now.Brier:0.0000}"), Text($"{then?.Brier:0.0000}"), "");
        Row(text, "latency p50 (µs)", Text($"{now.LatencyP50Micros:0.0}"), Text($"{then?.LatencyP50Micros:0.0}"), "");
        Row(text, "latency p99 (µs)", Text($"{now.LatencyP99Micros:0.0}"), Text($"{then?.LatencyP99Micros:0.0}"), "");
        Row(text, "size (bytes)", Text($"{now.Bytes:N0}"), Text($"{then?.Bytes:N0}"), "");
        WriteCosts(text, now);
    }

    private static void WriteCosts(StringBuilder text, ModelEvaluation evaluation)
    {
        Line(text, $"\n| alert rate | looks | share of the amount lost | cost |");
        Line(text, $"|---|---|---|---|");
        foreach (var point in evaluation.Costs)
            Line(text, $"| {point.AlertRate:P1} | {point.Looks:N0} | {point.LostShare:P1} | {point.Cost:N0} |");

        Line(text, $"");
    }

    private static void WriteSlices(StringBuilder text, ModelEvaluation evaluation)
    {
        Line(text, $"## Slices\n");
        Line(text, $"| slice | events | frauds | AUC | average precision | recall |");
        Line(text, $"|---|---|---|---|---|---|");
        foreach (var one in evaluation.Slices)
        {
            Row(
                text, $"{one.Kind} {one.Name}", Text($"{one.Events:N0}"), Text($"{one.Frauds:N0}"), Text($"{one.RocAuc:0.000}"),
                Text($"{one.AveragePrecision:0.000}"), Text($"{one.Recall:0.000}"));
        }

        Line(text, $"");
    }

    private static void WriteGate(StringBuilder text, ModelCard card)
    {
        Line(text, $"## Gate\n");
        Line(text, $"| check | passed | what |");
        Line(text, $"|---|---|---|");
        foreach (var check in card.Gate.Checks) Row(text, check.Name, check.Passed ? "yes" : "**no**", check.Text);
        Line(text, $"");
    }

    private static string Words(MeasuredFigure? figure) => figure?.Value is null ? "" : FormattableString.Invariant(
        $"{figure.Value:0.0000} ({figure.Low:0.0000} to {figure.High:0.0000})");

    // Names of slices come from events: what would end a cell or a line does not.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Row(StringBuilder text, params IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(Text(line)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
