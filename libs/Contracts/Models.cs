using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>A trained model, the file that <c>./platform models train</c> writes; these are the fields that people look at.</summary>
/// <param name="Format">1.</param>
/// <param name="FeatureSet">Version of the features that it was trained on.</param>
/// <param name="Columns">Names of the features that it reads, in its order.</param>
/// <param name="Training">What it was trained on, and how good it was.</param>
public sealed record ModelFile(int Format, string FeatureSet, IReadOnlyList<string> Columns, TrainingSummary Training);

/// <summary>What a model was trained on, and how good it was.</summary>
/// <param name="Events">Events trained on.</param>
/// <param name="Frauds">Those of them that were fraud.</param>
/// <param name="From">When the first of them happened, UTC.</param>
/// <param name="To">When the last of them happened, UTC.</param>
/// <param name="Seed">Of all drawing.</param>
/// <param name="Quality">Of a model trained alike on the first four fifths of the events, on the last fifth.</param>
public sealed record TrainingSummary(
    int Events, int Frauds, DateTimeOffset From, DateTimeOffset To, int Seed, TrainingQuality Quality);

/// <summary>How good a model was on events that it had not seen.</summary>
/// <param name="RocAuc">Area under the ROC curve, 0.5 for chance to 1.</param>
/// <param name="AveragePrecision">Area under the curve of precision over recall, the share of fraud for chance to 1.</param>
/// <param name="CalibrationError">Mean difference between probability and share of fraud, 15 bins.</param>
/// <param name="Events">Events judged.</param>
/// <param name="Frauds">Those of them that were fraud.</param>
public sealed record TrainingQuality(double RocAuc, double AveragePrecision, double CalibrationError, int Events, int Frauds);

/// <summary>What a feature is worth to a model: three shares of one.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Gain">By what its splits in the trees lowered the loss.</param>
/// <param name="Permutation">By what is lost when its values are dealt out anew.</param>
/// <param name="Contribution">By the mean size of its contributions.</param>
public sealed record ColumnImportance(string Feature, double Gain, double Permutation, double Contribution);

/// <summary>How far a model has come.</summary>
[JsonConverter(typeof(EnumByName<ModelStage>))]
public enum ModelStage
{
    /// <summary>It is registered and decides nothing.</summary>
    [JsonStringEnumMemberName("candidate")] Candidate,

    /// <summary>It is asked about live events, and nobody hears what it says.</summary>
    [JsonStringEnumMemberName("shadow")] Shadow,

    /// <summary>It decides a part of the entities' events.</summary>
    [JsonStringEnumMemberName("canary")] Canary,

    /// <summary>It decides.</summary>
    [JsonStringEnumMemberName("champion")] Champion,

    /// <summary>It decided, or was found wanting.</summary>
    [JsonStringEnumMemberName("retired")] Retired,
}

/// <summary>A model that a tenant has.</summary>
/// <param name="Version">Hash of its file; decisions name it.</param>
/// <param name="FeatureSet">Version of the features that it was trained on; of others it cannot judge.</param>
/// <param name="Training">What it was trained on, and how good it was.</param>
/// <param name="AddedBy">Who put it here.</param>
/// <param name="AddedAt">When, UTC.</param>
public sealed record ModelView(string Version, string FeatureSet, TrainingSummary Training, string AddedBy, DateTimeOffset AddedAt)
{
    /// <summary>How far it has come.</summary>
    public required ModelStage Stage { get; init; }

    /// <summary>SHA-256 of its file, hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of its file.</summary>
    public required long Bytes { get; init; }

    /// <summary>The data set that it was trained on; null for a file that somebody brought.</summary>
    public string? DataSet { get; init; }

    /// <summary>The retraining that made it; null for a file that somebody brought.</summary>
    public string? Run { get; init; }
}

/// <summary>The models of a tenant.</summary>
/// <param name="InForce">Version of the one that takes part in decisions, or <c>none</c>.</param>
/// <param name="Models">At most 200, the latest first.</param>
/// <param name="History">What was in force when, at most 200, the latest first.</param>
public sealed record ModelList(string InForce, IReadOnlyList<ModelView> Models, IReadOnlyList<ModelActivation> History);

/// <summary>A model came into force, or none did.</summary>
/// <param name="Version">Which, or <c>none</c>.</param>
/// <param name="By">Who put it in force.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Why.</param>
public sealed record ModelActivation(string Version, string By, DateTimeOffset At, string Reason)
{
    /// <summary>Its place in the history, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>False while scoring has not been told yet; it is told as soon as it is back.</summary>
    public required bool IsDeployed { get; init; }
}

/// <summary>Which model takes part in decisions.</summary>
/// <param name="Version">As it was listed, or <c>none</c>.</param>
public sealed record ModelChoice(string Version)
{
    /// <summary>For no model.</summary>
    public const string None = "none";
}

/// <summary>What each feature is worth to the model in force.</summary>
/// <param name="Version">Of the model.</param>
/// <param name="Features">The most important first, by contribution.</param>
public sealed record FeatureImportances(string Version, IReadOnlyList<ColumnImportance> Features);
