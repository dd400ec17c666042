using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>How a prediction is explained.</summary>
[JsonConverter(typeof(EnumByName<ExplanationMethod>))]
public enum ExplanationMethod
{
    /// <summary>What each feature added: exact Shapley values.</summary>
    [JsonStringEnumMemberName("feature")] Feature,

    /// <summary>The questions that the trees asked which said most.</summary>
    [JsonStringEnumMemberName("decision_tree")] DecisionTree,

    /// <summary>The training examples that are most alike, and how they pull.</summary>
    [JsonStringEnumMemberName("influence")] Influence,
}

/// <summary>Asks the model in force why it says what it says of an event.</summary>
/// <param name="Method">How to explain.</param>
public sealed record ExplanationQuestion(ExplanationMethod Method)
{
    /// <summary>A decision, by the id of its event; or <see cref="Features"/>.</summary>
    public string? DecisionId { get; init; }

    /// <summary>Features by name, null for unknown ones, those left out are unknown as well; or <see cref="DecisionId"/>.</summary>
    public IReadOnlyDictionary<string, double?>? Features { get; init; }

    /// <summary>Contributions, trees or examples in the answer, 1 to 100; 10 when absent.</summary>
    public int? Most { get; init; }
}

/// <summary>Why the model in force says what it says.</summary>
/// <param name="Version">Of the model.</param>
/// <param name="Probability">Of fraud, calibrated, 0 to 1.</param>
/// <param name="Margin">Log-odds before calibration.</param>
public sealed record PredictionExplanation(string Version, double Probability, double Margin)
{
    /// <summary>By <c>feature</c>: log-odds of an average event, where the contributions start; all of them add up to the margin.</summary>
    public double? Expected { get; init; }

    /// <summary>By <c>feature</c>: the strongest first.</summary>
    public IReadOnlyList<FeaturePart>? Contributions { get; init; }

    /// <summary>By <c>decision_tree</c>: those whose leaves are largest first.</summary>
    public IReadOnlyList<TreeAnswer>? Trees { get; init; }

    /// <summary>By <c>influence</c>: the strongest pull first.</summary>
    public IReadOnlyList<ExamplePull>? Examples { get; init; }
}

/// <summary>A feature's part.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Contribution">What it added to the log-odds.</param>
public sealed record FeaturePart(string Feature, double Contribution)
{
    /// <summary>Its value; null when unknown.</summary>
    public double? Value { get; init; }
}

/// <summary>What one tree asked and said.</summary>
/// <param name="Member">Which ensemble of trees: <c>depth-wise-trees</c> or <c>loss-guided-trees</c>.</param>
/// <param name="Tree">Its number.</param>
/// <param name="Leaf">What it added to its member's log-odds.</param>
/// <param name="Steps">The conditions that the event met, from the root on, in words.</param>
public sealed record TreeAnswer(string Member, int Tree, double Leaf, IReadOnlyList<string> Steps);

/// <summary>A training example and its pull.</summary>
/// <param name="EventId">Its event.</param>
/// <param name="IsFraud">What it turned out to be.</param>
/// <param name="Likeness">Share of the trees in which both reach the same leaf, 0 to 1.</param>
/// <param name="Pull">Above 0 towards fraud; with the examples' share of frauds all pulls add up to what the examples estimate.</param>
public sealed record ExamplePull(string EventId, bool IsFraud, double Likeness, double Pull);
