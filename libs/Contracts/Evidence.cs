namespace Platform.Contracts;

/// <summary>Everything that a decision was made of, and what comes out when it is made again.</summary>
public sealed record EvidenceBundle
{
    /// <summary>The decision, with its features.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Version of the features' declaration.</summary>
    public required string FeatureSet { get; init; }

    /// <summary>The features' declaration of then, YAML.</summary>
    public required string FeatureText { get; init; }

    /// <summary>The rules of then, YAML.</summary>
    public required string RuleText { get; init; }

    /// <summary>Thresholds and weights of then, JSON.</summary>
    public required string Settings { get; init; }

    /// <summary>What each rule gave, in order; 0 for those that did not fire.</summary>
    public required IReadOnlyList<RuleEvidence> Rules { get; init; }

    /// <summary>What the forest gave; null when it took no part.</summary>
    public ModelEvidence? Model { get; init; }

    /// <summary>What the ensemble gave; null when it took no part.</summary>
    public EnsembleEvidence? Ensemble { get; init; }

    /// <summary>What the event found in lists; null for nothing.</summary>
    public ListEvidence? Lists { get; init; }

    /// <summary>The decision made again from the above.</summary>
    public required DecisionReplay Replay { get; init; }
}

/// <summary>A rule's part in a decision.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Evidence">0 to 1.</param>
public sealed record RuleEvidence(string Id, double Evidence);

/// <summary>The ensemble's part in a decision.</summary>
/// <param name="Version">Which ensemble.</param>
/// <param name="Sha256">Of its bytes as they are kept, lower-case hex.</param>
/// <param name="Evidence">0 to 1, the ensemble's weight included.</param>
/// <param name="Expected">Log-odds of an average event, before calibration; the contributions start from it.</param>
/// <param name="Contributions">What each feature added to those log-odds, the strongest first: exact Shapley values.</param>
public sealed record EnsembleEvidence(
    string Version, string Sha256, double Evidence, double Expected, IReadOnlyList<FeatureContribution> Contributions);

/// <summary>The forest's part in a decision.</summary>
/// <param name="Version">Which model.</param>
/// <param name="Sha256">Of the model's bytes as they are kept, lower-case hex.</param>
/// <param name="Evidence">0 to 1, the model's weight included.</param>
/// <param name="Contributions">What each feature did to single the event out, the strongest first.</param>
public sealed record ModelEvidence(string Version, string Sha256, double Evidence, IReadOnlyList<FeatureContribution> Contributions);

/// <summary>A feature's part in what a model said.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Contribution">Of a forest: how much shorter its splits made the event's path than an average one, in mean splits. Of an
/// ensemble: what it added to the log-odds. Above 0 it raised the score. All of them add up to the whole difference.</param>
public sealed record FeatureContribution(string Feature, double Contribution);

/// <summary>A decision made again.</summary>
/// <param name="IsIdentical">Whether score, verdict, the models' scores and reasons are the same to the last bit.</param>
/// <param name="Differences">What differs, in words; empty when nothing does.</param>
public sealed record DecisionReplay(bool IsIdentical, IReadOnlyList<string> Differences);
