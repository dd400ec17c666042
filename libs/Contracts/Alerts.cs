using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>How urgent an alert is.</summary>
[JsonConverter(typeof(EnumByName<Severity>))]
public enum Severity
{
    /// <summary>Worth a look.</summary>
    [JsonStringEnumMemberName("medium")] Medium,

    /// <summary>Blocked, or close to it.</summary>
    [JsonStringEnumMemberName("high")] High,

    /// <summary>Blocked with a score of 0.95 or more.</summary>
    [JsonStringEnumMemberName("critical")] Critical,
}

/// <summary>
/// A decision or a threat that someone must look at; repeats within the suppression window are counted, not raised again. Topic
/// <c>alerts</c>.
/// </summary>
public sealed record Alert
{
    /// <summary>Stable across redelivery: made from the first decision or threat and the reason.</summary>
    public required string Id { get; init; }

    /// <summary>Position in the tenant's live stream; grows with every change of an alert, so it is the resume point.</summary>
    public required long Sequence { get; init; }

    /// <summary>The account it is about; of a threat kind and name, e.g. <c>user:ann</c>, or <c>unnamed</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>Code of the strongest reason, of a threat its rule or type; with the entity it decides what counts as a repeat.</summary>
    public required string Reason { get; init; }

    /// <summary>What counts as a repeat by the rule's own word; null when entity and reason say it.</summary>
    public string? SuppressionKey { get; init; }

    /// <summary>How urgent it is: the worst of its decisions.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The highest score among its decisions, or confidence among its threats, 0-1.</summary>
    public required double Score { get; init; }

    /// <summary>The verdict of the worst decision; review for threats.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Decisions or threats counted into this alert; at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>The decision or threat that raised it.</summary>
    public required string FirstDecisionId { get; init; }

    /// <summary>The latest one counted in.</summary>
    public required string LastDecisionId { get; init; }

    /// <summary>Amount of the worst decision, for the list; null for threats.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Currency of <see cref="Amount"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>The worst of its threats, with what speaks for it and what to do; null for decisions.</summary>
    public ThreatEvent? Threat { get; init; }

    /// <summary>Reasons of the worst decision, largest first.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>When it was raised, UTC.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it last changed, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How it ended; null while it is open. What repeats it after that raises a new alert.</summary>
    public AlertEnd? Closed { get; init; }
}

/// <summary>What an analyst found an alert to be.</summary>
[JsonConverter(typeof(EnumByName<AlertFinding>))]
public enum AlertFinding
{
    /// <summary>Nothing was wrong.</summary>
    [JsonStringEnumMemberName("legitimate")] Legitimate,

    /// <summary>It was fraud, or an attack.</summary>
    [JsonStringEnumMemberName("fraud")] Fraud,

    /// <summary>Nobody can tell; no event is labelled.</summary>
    [JsonStringEnumMemberName("inconclusive")] Inconclusive,
}

/// <summary>How an alert is to be closed.</summary>
/// <param name="Verdict">What it was.</param>
public sealed record AlertClosing(AlertFinding Verdict)
{
    /// <summary>Why, at most 1,000 characters; null when not said.</summary>
    public string? Note { get; init; }
}

/// <summary>How an alert ended.</summary>
/// <param name="Verdict">What it was.</param>
/// <param name="By">Who closed it.</param>
/// <param name="At">When, UTC.</param>
public sealed record AlertEnd(AlertFinding Verdict, string By, DateTimeOffset At)
{
    /// <summary>Why; null when not said.</summary>
    public string? Note { get; init; }
}

/// <summary>One page of alerts, newest first.</summary>
/// <param name="Items">The alerts of this page.</param>
/// <param name="Next">Pass it as <c>cursor</c> to get the next page; null on the last one.</param>
public sealed record AlertPage(IReadOnlyList<Alert> Items, string? Next = null);
