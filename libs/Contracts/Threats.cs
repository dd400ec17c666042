using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>How bad something is.</summary>
[JsonConverter(typeof(EnumByName<RiskLevel>))]
public enum RiskLevel
{
    /// <summary>Nothing to do.</summary>
    [JsonStringEnumMemberName("low")] Low,

    /// <summary>Worth a look.</summary>
    [JsonStringEnumMemberName("medium")] Medium,

    /// <summary>Worth a prompt look.</summary>
    [JsonStringEnumMemberName("high")] High,

    /// <summary>An incident.</summary>
    [JsonStringEnumMemberName("critical")] Critical,
}

/// <summary>Somebody or something that events are about.</summary>
/// <param name="Kind"><c>user</c>, <c>host</c>, <c>ip</c> or <c>serviceAccount</c>.</param>
/// <param name="Id">As the event names it.</param>
public sealed record SecurityEntity(string Kind, string Id);

/// <summary>A rule that fired, with those who are to be named with it.</summary>
/// <param name="Title">Its short name.</param>
/// <param name="Id">The rule's id; null when it has none.</param>
/// <param name="Author">Who wrote it; null when not said.</param>
/// <param name="License">Its licence; null when not said.</param>
public sealed record ThreatRule(string Title, string? Id = null, string? Author = null, string? License = null);

/// <summary>One thing that speaks for a threat.</summary>
/// <param name="Name">A field of the event or a measure of the detector.</param>
/// <param name="Text">What it means.</param>
/// <param name="Value">Its value, at most 256 characters; null when there had to be none.</param>
public sealed record ThreatIndicator(string Name, string Text, string? Value = null)
{
    /// <summary>Its part of the confidence; null where the detector does not divide it.</summary>
    public double? Contribution { get; init; }
}

/// <summary>Something that should be looked at. Topic <c>threats</c>; partition key <c>{tenant}|{entity}</c>.</summary>
public sealed record ThreatEvent
{
    /// <summary>32 hex digits, the same whenever the same detector finds the same in the same event of the same tenant.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, e.g. <c>credential-access</c>, <c>impossible-travel</c>, <c>port-scan</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How bad it is if it is true.</summary>
    public required RiskLevel Severity { get; init; }

    /// <summary>How sure the detector is, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The detector: <c>sigma</c>, <c>behavior</c> or <c>network</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The rule that fired; null for a detector without rules of others.</summary>
    public ThreatRule? Rule { get; init; }

    /// <summary>Whom it is about; null when the event names nobody.</summary>
    public SecurityEntity? Entity { get; init; }

    /// <summary>The event in which it showed.</summary>
    public required string EventId { get; init; }

    /// <summary>What speaks for it.</summary>
    public required IReadOnlyList<ThreatIndicator> Indicators { get; init; }

    /// <summary>What to do, in sentences.</summary>
    public required IReadOnlyList<string> RecommendedActions { get; init; }

    /// <summary>ATT&amp;CK techniques, e.g. T1059.001.</summary>
    public required IReadOnlyList<string> AttackTechniques { get; init; }

    /// <summary>The time of the event.</summary>
    public required DateTimeOffset DetectedAt { get; init; }
}

/// <summary>How far one entity's behaviour is from what it usually does.</summary>
public sealed record BehaviorReport
{
    /// <summary>Whose behaviour.</summary>
    public required SecurityEntity Entity { get; init; }

    /// <summary>The event that deviates most.</summary>
    public required string EventId { get; init; }

    /// <summary>0 to 1, of that event; 0 while too little is known.</summary>
    public required double Score { get; init; }

    /// <summary>The score in a word.</summary>
    public required RiskLevel Level { get; init; }

    /// <summary>What makes up the score; the contributions add up to it.</summary>
    public required IReadOnlyList<ThreatIndicator> Factors { get; init; }

    /// <summary>What to do, in sentences.</summary>
    public required IReadOnlyList<string> RecommendedActions { get; init; }

    /// <summary>Events of this entity that were known before that one.</summary>
    public required int KnownEvents { get; init; }
}

/// <summary>The answer about events.</summary>
/// <param name="Threats">What should be looked at, in the order of the events.</param>
public sealed record ThreatReport(IReadOnlyList<ThreatEvent> Threats)
{
    /// <summary>One an entity, the worst first; null where behaviour was not asked for.</summary>
    public IReadOnlyList<BehaviorReport>? Profiles { get; init; }

    /// <summary>Events that the detector could not use, because they name nobody or are no flows; null where all are used.</summary>
    public int? Skipped { get; init; }
}
