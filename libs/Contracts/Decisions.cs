using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>An event of the log, for who learns from it.</summary>
/// <param name="Sequence">Its position.</param>
/// <param name="Transaction">The event.</param>
public sealed record LoggedEvent(long Sequence, Transaction Transaction);

/// <summary>What to do with an event.</summary>
[JsonConverter(typeof(EnumByName<Verdict>))]
public enum Verdict
{
    /// <summary>Let it pass.</summary>
    [JsonStringEnumMemberName("allow")] Allow,

    /// <summary>Someone must look at it.</summary>
    [JsonStringEnumMemberName("review")] Review,

    /// <summary>Stop it.</summary>
    [JsonStringEnumMemberName("block")] Block,
}

/// <summary>One thing that raised a score, in the order of its share.</summary>
/// <param name="Code">The rule's id, <c>anomaly</c> for the forest, <c>ensemble</c> for what learnt from confirmed fraud, or
/// <c>list:NAME</c>; stable, for machines.</param>
/// <param name="Text">The same in plain words, with the numbers of this event.</param>
/// <param name="Contribution">
/// Its share of the score, 0-1; the shares of a decision add up to its score. A list decides beside the score, so its share is 0.
/// </param>
public sealed record Reason(string Code, string Text, double Contribution)
{
    /// <summary>What counts as a repeat when this is the strongest reason; null: the same account, for the usual time.</summary>
    public Suppression? Suppression { get; init; }
}

/// <summary>Within some time after an alert, decisions with the same key only repeat it.</summary>
/// <param name="Key">The rule and the values that it goes by.</param>
/// <param name="Seconds">For how long, from the alert on; at least 60.</param>
public sealed record Suppression(string Key, int Seconds);

/// <summary>Which model took part in a decision.</summary>
/// <param name="Name">The model's name: <c>isolation-forest</c> or <c>ensemble</c>.</param>
/// <param name="Version">Changes whenever the model is trained again.</param>
/// <param name="Score">What the model alone said, 0-1: of the forest how unusual, of the ensemble the probability of fraud.</param>
public sealed record ModelScore(string Name, string Version, double Score);

/// <summary>The outcome of scoring one event. Topic <c>decisions</c>; partition key <c>{tenant}|{account}</c>.</summary>
public sealed record Decision
{
    /// <summary>The id of the event it decides, so that scoring twice gives the same decision.</summary>
    public required string Id { get; init; }

    /// <summary>The event as it was scored.</summary>
    public required Transaction Transaction { get; init; }

    /// <summary>When it was decided, UTC.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>0 (harmless) to 1 (certain).</summary>
    public required double Score { get; init; }

    /// <summary>What to do.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>
    /// Why: the lists that it is on, then the largest contribution first; empty when it is allowed with a score that needs no reasons.
    /// </summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>The forest that took part; null when it did not, and then <see cref="Degraded"/> says why.</summary>
    public ModelScore? Model { get; init; }

    /// <summary>
    /// The ensemble that took part; null without one, and when it did not although it should have: then <see cref="Degraded"/> says why.
    /// </summary>
    public ModelScore? Ensemble { get; init; }

    /// <summary>Version of the rule set in force: a hash of its text.</summary>
    public required string RulesVersion { get; init; }

    /// <summary>
    /// Which model took no part, and why: <c>model-warming-up</c>, <c>model-failing</c>, <c>ensemble-failing</c>, <c>ensemble-unfit</c>,
    /// <c>ensemble-unreadable</c>, or one of the first two and one of the others with a comma between. Null when all took part.
    /// </summary>
    public string? Degraded { get; init; }

    /// <summary>
    /// Feature name to value as it was scored; null inside means "no history yet". Absent on the topic, present on the API.
    /// </summary>
    public IReadOnlyDictionary<string, double?>? Features { get; init; }
}

/// <summary>A decision in short: one line of the decision log as NDJSON.</summary>
/// <param name="Sequence">Its position in the tenant's log, from 1, without gaps; ask for what comes after it.</param>
/// <param name="Id">The id of the decision and of its event.</param>
/// <param name="Score">0 (harmless) to 1 (certain).</param>
/// <param name="Verdict">What to do.</param>
/// <param name="DecidedAt">When it was decided, UTC.</param>
public sealed record DecisionLine(long Sequence, string Id, double Score, Verdict Verdict, DateTimeOffset DecidedAt);
