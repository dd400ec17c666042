using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What a data set holds.</summary>
public sealed record DataSetSummary
{
    /// <summary>Version of the features of its rows.</summary>
    public required string FeatureSet { get; init; }

    /// <summary>Names of the features, in the order of a row.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The time as of which it was made, UTC: what was learnt later is not in it.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>How long it takes until nearly all frauds are known: unlabelled events that old are honest. Seconds.</summary>
    public required long LabelDelaySeconds { get; init; }

    /// <summary>Events to learn from.</summary>
    public required DataPart Training { get; init; }

    /// <summary>Later events to judge by; between the two lies the label delay.</summary>
    public required DataPart OutOfTime { get; init; }

    /// <summary>Events that are in neither part.</summary>
    public required LeftOutEvents LeftOut { get; init; }

    /// <summary>When the latest event happened that was read, UTC.</summary>
    public required DateTimeOffset Latest { get; init; }

    /// <summary>What the rows of each feature look like.</summary>
    public required IReadOnlyList<ColumnProfile> Profiles { get; init; }
}

/// <summary>A part of a data set.</summary>
/// <param name="From">First moment of it, UTC.</param>
/// <param name="Until">First moment after it, UTC.</param>
/// <param name="Events">Events.</param>
/// <param name="Frauds">Frauds among them.</param>
public sealed record DataPart(DateTimeOffset From, DateTimeOffset Until, int Events, int Frauds);

/// <summary>Events that were read and are no rows; all but the duplicates took part in the features of later events.</summary>
/// <param name="History">Before the training part.</param>
/// <param name="Gap">Between the parts.</param>
/// <param name="TooYoung">Younger than the label delay: most of their frauds are not known yet.</param>
/// <param name="Duplicates">Their id had been read before.</param>
/// <param name="OutOfRange">Their amount is not above 0 and finite.</param>
public sealed record LeftOutEvents(int History, int Gap, int TooYoung, int Duplicates, int OutOfRange);

/// <summary>What the rows of a feature look like.</summary>
/// <param name="Name">The feature.</param>
/// <param name="MissingShare">Share of rows without a value, 0 to 1.</param>
/// <param name="Least">Smallest value; null when all are missing.</param>
/// <param name="Most">Largest value; null when all are missing.</param>
public sealed record ColumnProfile(string Name, double MissingShare, double? Least = null, double? Most = null);

/// <summary>Whether a run may go on.</summary>
[JsonConverter(typeof(EnumByName<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("warn")] Warn,

    /// <summary>The run stops.</summary>
    [JsonStringEnumMemberName("stop")] Stop,
}

/// <summary>Something that is wrong with a data set.</summary>
/// <param name="Check">schema, range, missing, duplicates, freshness or class-share.</param>
/// <param name="Severity">Whether the run may go on.</param>
/// <param name="Text">What is wrong, in a sentence.</param>
public sealed record QualityFinding(string Check, FindingSeverity Severity, string Text);

/// <summary>A figure with the interval that holds it with 95 % confidence.</summary>
/// <param name="Value">The figure; null when there was nothing to compute it from.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record MeasuredFigure(double? Value = null, double? Low = null, double? High = null);

/// <summary>How good a model is on events after those that it learnt from.</summary>
public sealed record ModelEvaluation
{
    /// <summary>Version of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Events judged.</summary>
    public required int Events { get; init; }

    /// <summary>Frauds among them.</summary>
    public required int Frauds { get; init; }

    /// <summary>Area under the ROC curve.</summary>
    public required MeasuredFigure RocAuc { get; init; }

    /// <summary>Average precision.</summary>
    public required MeasuredFigure AveragePrecision { get; init; }

    /// <summary>Share of events that are looked at in <see cref="Recall"/> and in the slices.</summary>
    public required double AlertRate { get; init; }

    /// <summary>Share of frauds found at that alert rate.</summary>
    public required MeasuredFigure Recall { get; init; }

    /// <summary>Share of frauds among the k highest.</summary>
    public required IReadOnlyList<PrecisionAtK> PrecisionAt { get; init; }

    /// <summary>Expected calibration error, 15 bins.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Mean squared difference of probability and outcome.</summary>
    public required double Brier { get; init; }

    /// <summary>What alert rates cost.</summary>
    public required IReadOnlyList<CostPoint> Costs { get; init; }

    /// <summary>The quality within parts of the events.</summary>
    public required IReadOnlyList<SliceFigures> Slices { get; init; }

    /// <summary>Time for one probability, in microseconds: half of the calls took no longer.</summary>
    public required double LatencyP50Micros { get; init; }

    /// <summary>Time for one probability, in microseconds: 99 % of the calls took no longer.</summary>
    public required double LatencyP99Micros { get; init; }

    /// <summary>Size of the model's file.</summary>
    public required int Bytes { get; init; }
}

/// <summary>Precision among the highest.</summary>
/// <param name="K">How many are looked at.</param>
/// <param name="Precision">Share of frauds among them.</param>
public sealed record PrecisionAtK(int K, double Precision);

/// <summary>What an alert rate costs.</summary>
/// <param name="AlertRate">Share of events that are looked at.</param>
/// <param name="Looks">Their number.</param>
/// <param name="LostShare">Share of the frauds' amount that nobody looked at.</param>
/// <param name="Cost">Looks and losses, in the unit of the amounts.</param>
public sealed record CostPoint(double AlertRate, int Looks, double LostShare, double Cost);

/// <summary>The quality within a part of the events.</summary>
/// <param name="Kind">segment, channel or amount.</param>
/// <param name="Name">Which segment, channel or band of amounts.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Frauds">Frauds among them.</param>
/// <param name="RocAuc">Area under the ROC curve; null when one of the classes is absent.</param>
/// <param name="AveragePrecision">Average precision; null without frauds.</param>
public sealed record SliceFigures(
    string Kind, string Name, int Events, int Frauds, double? RocAuc = null, double? AveragePrecision = null)
{
    /// <summary>Share of its frauds above the threshold of all events; null without frauds.</summary>
    public double? Recall { get; init; }
}

/// <summary>Challenger minus champion on the same events: above 0 the challenger is better.</summary>
/// <param name="RocAuc">Of the area under the ROC curve.</param>
/// <param name="AveragePrecision">Of average precision.</param>
/// <param name="Recall">Of the recall at the fixed alert rate.</param>
public sealed record ModelDifferences(MeasuredFigure RocAuc, MeasuredFigure AveragePrecision, MeasuredFigure Recall);

/// <summary>A set of options that was tried.</summary>
/// <param name="Number">From 0; 0 is what is used without a search.</param>
/// <param name="Options">In words.</param>
/// <param name="Rungs">Average precision after each rung that it took part in.</param>
public sealed record ChallengerFigures(int Number, string Options, IReadOnlyList<double> Rungs);

/// <summary>How a challenger was chosen.</summary>
/// <param name="Chosen">Number of the best.</param>
/// <param name="Challengers">All of them, by number.</param>
/// <param name="IsCutShort">Whether the time ran out before the last rung.</param>
/// <param name="Words">What was done, in a sentence.</param>
public sealed record SearchReport(int Chosen, IReadOnlyList<ChallengerFigures> Challengers, bool IsCutShort, string Words);

/// <summary>One thing that a challenger must show.</summary>
/// <param name="Name">As the policy names it.</param>
/// <param name="Passed">Whether it did.</param>
/// <param name="Limit">What it was held against.</param>
/// <param name="Text">What was compared, in a sentence.</param>
/// <param name="Value">The figure; null when there was none.</param>
public sealed record GateCheck(string Name, bool Passed, double Limit, string Text, double? Value = null);

/// <summary>Whether the challenger takes the champion's place.</summary>
/// <param name="Promotes">Whether it does; otherwise the champion stays.</param>
/// <param name="Text">Why, in a sentence.</param>
/// <param name="Checks">All that was looked at, also what passed.</param>
public sealed record GateResult(bool Promotes, string Text, IReadOnlyList<GateCheck> Checks);

/// <summary>What a model is for, what it learnt from, how good it is and where it ends.</summary>
public sealed record ModelCard
{
    /// <summary>Version of the model.</summary>
    public required string Model { get; init; }

    /// <summary>When the card was made, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What it is for, and what it is not for.</summary>
    public required string IntendedUse { get; init; }

    /// <summary>Version of the data set.</summary>
    public required string DataSetVersion { get; init; }

    /// <summary>What it learnt from.</summary>
    public required DataSetSummary DataSet { get; init; }

    /// <summary>What was odd about the data.</summary>
    public required IReadOnlyList<QualityFinding> Findings { get; init; }

    /// <summary>How it was chosen; null when nothing was searched.</summary>
    public SearchReport? Search { get; init; }

    /// <summary>How good it is.</summary>
    public required ModelEvaluation Evaluation { get; init; }

    /// <summary>How good the champion is on the same events; null when there was none that could judge them.</summary>
    public ModelEvaluation? Champion { get; init; }

    /// <summary>How the two differ; null without a champion.</summary>
    public ModelDifferences? Differences { get; init; }

    /// <summary>What was decided.</summary>
    public required GateResult Gate { get; init; }

    /// <summary>Where it ends, a sentence each.</summary>
    public required IReadOnlyList<string> Limits { get; init; }
}
