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

/// <summary>A model that a tenant has.</summary>
/// <param name="Version">Hash of its file; decisions name it.</param>
/// <param name="FeatureSet">Version of the features that it was trained on.</param>
/// <param name="IsFit">Whether those are the features in force; others it cannot judge.</param>
/// <param name="Training">What it was trained on, and how good it was.</param>
/// <param name="AddedBy">Who put it here.</param>
/// <param name="AddedAt">When, UTC.</param>
public sealed record ModelView(
    string Version, string FeatureSet, bool IsFit, TrainingSummary Training, string AddedBy, DateTimeOffset AddedAt);

/// <summary>The models of a tenant.</summary>
/// <param name="InForce">Version of the one that takes part in decisions, or <c>none</c>.</param>
/// <param name="Models">At most 200, the latest first.</param>
/// <param name="History">What was in force when, at most 200, the latest first.</param>
public sealed record ModelList(string InForce, IReadOnlyList<ModelView> Models, IReadOnlyList<ModelActivation> History);

/// <summary>A model came into force, or none did.</summary>
/// <param name="Version">Which, or <c>none</c>.</param>
/// <param name="By">Who put it in force.</param>
/// <param name="At">When, UTC.</param>
public sealed record ModelActivation(string Version, string By, DateTimeOffset At);

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
