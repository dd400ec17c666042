using Platform.Contracts;
using Platform.Sigma;

namespace Platform.Risk.Security;

/// <summary>Tries the detection rules on events.</summary>
internal sealed class DetectThreats(CurrentSigmaRules rules, CorrelateEvents correlate, RiskMetrics metrics)
{
    public const string Detector = "sigma";

    // An event for which more rules fire is not made clearer by the rest of them.
    private const int MostOfAnEvent = 16;

    public ThreatReport Handle(TenantId tenant, IReadOnlyList<SecurityEvent> events, CancellationToken ct)
    {
        var (inForce, threats) = (rules.Value, new List<ThreatEvent>());
        foreach (var e in events)
        {
            ct.ThrowIfCancellationRequested();
            threats.AddRange(ThreatsOf(tenant, e, correlate.Handle(tenant, inForce, e)));
        }

        metrics.Detected(Detector, threats.Count);
        return new(threats);
    }

    /// <summary>What the rules that fired for an event say of it, the worst first.</summary>
    public static IEnumerable<ThreatEvent> ThreatsOf(TenantId tenant, SecurityEvent e, IReadOnlyList<SigmaMatch> matches) => matches
        .Select(match => ThreatOf(tenant, e, match))
        .DistinctBy(threat => threat.Id)
        .OrderByDescending(threat => threat.Severity)
        .Take(MostOfAnEvent);

    private static ThreatEvent ThreatOf(TenantId tenant, SecurityEvent e, SigmaMatch match)
    {
        var type = TypeOf(match.Rule);
        return new()
        {
            Id = ThreatText.IdOf(tenant, e.Id, $"{Detector}:{match.Rule.Id ?? match.Rule.Title}"),
            Type = type,
            Severity = SeverityOf(match.Rule.Level),
            Confidence = ConfidenceOf(match.Rule.Status),
            Source = Detector,
            Rule = new(match.Rule.Title, match.Rule.Id, match.Rule.Author, match.Rule.License),
            Entity = ThreatText.EntityOf(e),
            EventId = e.Id,
            Indicators = [.. match.Evidence.Select(IndicatorOf)],
            RecommendedActions = RecommendedActions.For(type),
            AttackTechniques = match.Rule.Techniques,
            DetectedAt = e.Time,
        };
    }

    private static ThreatIndicator IndicatorOf(SigmaEvidence evidence) => new(
        evidence.Field,
        evidence.Value is null ? $"{evidence.Field} has no value, as the rule asks." : $"{evidence.Field} is what the rule looks for.",
        ThreatText.Fit(evidence.Value));

    // The first tactic among the tags, e.g. attack.credential-access; techniques, groups and software have a letter and a number.
    private static string TypeOf(SigmaRule rule)
    {
        const string Attack = "attack.";
        var tactic = rule.Tags.Where(tag => tag.StartsWith(Attack, StringComparison.OrdinalIgnoreCase))
            .Select(tag => tag[Attack.Length..].Replace('_', '-').ToLowerInvariant())
            .FirstOrDefault(name => name.Length > 1 && !char.IsAsciiDigit(name[1]));
        return tactic ?? rule.LogSource.Category ?? rule.LogSource.Service ?? "detection";
    }

    private static RiskLevel SeverityOf(SigmaLevel? level) => level switch
    {
        SigmaLevel.Critical => RiskLevel.Critical,
        SigmaLevel.High => RiskLevel.High,
        SigmaLevel.Informational or SigmaLevel.Low => RiskLevel.Low,
        _ => RiskLevel.Medium,
    };

    // A rule says how far it was tried, not how often it is right; these are our reading of it.
    private static double ConfidenceOf(SigmaStatus? status) => status switch
    {
        SigmaStatus.Stable => 0.9,
        SigmaStatus.Test => 0.75,
        SigmaStatus.Experimental => 0.5,
        SigmaStatus.Deprecated or SigmaStatus.Unsupported => 0.3,
        _ => 0.6,
    };
}
