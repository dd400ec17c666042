using Platform.Sigma.Matching;

namespace Platform.Sigma;

/// <summary>How bad it is when a rule fires.</summary>
public enum SigmaLevel
{
    /// <summary>Not an incident; context for others.</summary>
    Informational,

    /// <summary>Notable, rarely an incident.</summary>
    Low,

    /// <summary>Worth a look.</summary>
    Medium,

    /// <summary>Worth a prompt look.</summary>
    High,

    /// <summary>An incident.</summary>
    Critical,
}

/// <summary>How far a rule has been tried.</summary>
public enum SigmaStatus
{
    /// <summary>In use for long.</summary>
    Stable,

    /// <summary>Nearly so.</summary>
    Test,

    /// <summary>New; may be wrong often.</summary>
    Experimental,

    /// <summary>Replaced by another.</summary>
    Deprecated,

    /// <summary>Cannot be used as it is.</summary>
    Unsupported,
}

/// <summary>Another rule and what it is to this one.</summary>
/// <param name="Id">The other rule's id.</param>
/// <param name="Type">E.g. derived, obsolete, merged, renamed, similar.</param>
public sealed record RelatedRule(string Id, string Type);

/// <summary>A rule: what it says of itself, and its detection, ready to run.</summary>
public sealed class SigmaRule
{
    internal SigmaRule(Condition detection) => Detection = detection;

    /// <summary>The rule's id; null when it has none.</summary>
    public string? Id { get; init; }

    /// <summary>What correlations may call it by; null when not said.</summary>
    public string? Name { get; init; }

    /// <summary>A short name.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about; null when not said.</summary>
    public string? Description { get; init; }

    /// <summary>Who wrote it, to be shown with it; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>Its licence, to be shown with it; null when not said.</summary>
    public string? License { get; init; }

    /// <summary>Where to read more.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>When it was written, as written; null when not said.</summary>
    public string? Date { get; init; }

    /// <summary>When it was last changed, as written; null when not said.</summary>
    public string? Modified { get; init; }

    /// <summary>How far it has been tried; null when not said.</summary>
    public SigmaStatus? Status { get; init; }

    /// <summary>How bad it is when it fires; null when not said.</summary>
    public SigmaLevel? Level { get; init; }

    /// <summary>All tags, as written.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The ATT&amp;CK techniques among the tags, e.g. T1059.001.</summary>
    public IReadOnlyList<string> Techniques { get; init; } = [];

    /// <summary>What harmless things it also fires for.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>Fields to show to whoever looks at it.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Rules that this one has to do with.</summary>
    public IReadOnlyList<RelatedRule> Related { get; init; } = [];

    /// <summary>When it fires by matches of other rules; null for a rule that looks at events itself.</summary>
    public SigmaCorrelation? Correlation { get; init; }

    /// <summary>The events it is for; any for a correlation, which looks at none itself.</summary>
    public required SigmaLogSource LogSource { get; init; }

    internal Condition Detection { get; }

    /// <summary>Tries this rule alone.</summary>
    /// <param name="sigmaEvent">The event.</param>
    /// <returns>What made it fire, or null when it does not.</returns>
    public SigmaMatch? Match(SigmaEvent sigmaEvent)
    {
        ArgumentNullException.ThrowIfNull(sigmaEvent);
        return sigmaEvent.IsFrom(LogSource) ? MatchFields(sigmaEvent) : null;
    }

    internal SigmaMatch? MatchFields(SigmaEvent sigmaEvent)
    {
        if (!Detection.Holds(sigmaEvent)) return null;
        var evidence = new List<SigmaEvidence>();
        Detection.Explain(sigmaEvent, evidence);
        return new(this, [.. evidence.Distinct()]);
    }
}
