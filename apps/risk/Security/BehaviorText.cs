using Platform.Contracts;
using Platform.Learning.Behavior;

namespace Platform.Risk.Security;

/// <summary>What a judgement of behaviour is called and how it is explained.</summary>
internal static class BehaviorText
{
    private static readonly Dictionary<string, string> Factors = new(StringComparer.Ordinal)
    {
        ["hour"] = "The hour of the week is unusual.",
        ["peer"] = "The other end is unusual.",
        ["host"] = "Who is on which machine is unusual.",
        ["application"] = "The program is unusual.",
        ["geography"] = "The country is unusual.",
        ["volume"] = "More is moved than usual.",
    };

    public static RiskLevel LevelOf(double score) => score switch
    {
        >= BehaviorScore.CriticalFrom => RiskLevel.Critical,
        >= BehaviorScore.HighFrom => RiskLevel.High,
        >= BehaviorScore.MediumFrom => RiskLevel.Medium,
        _ => RiskLevel.Low,
    };

    public static IReadOnlyList<ThreatIndicator> IndicatorsOf(BehaviorAssessment assessment) => [.. assessment.Factors.Select(factor =>
        new ThreatIndicator(factor.Name, Factors[factor.Name], $"{ThreatText.Number(factor.Bits)} bits")
        {
            Contribution = factor.Contribution,
        })];

    /// <summary>A finding as a threat: its type, how bad and how sure, and what it says.</summary>
    public static (string Type, RiskLevel Severity, double Confidence, ThreatIndicator Indicator) Of(BehaviorFinding found) =>
        found.Kind switch
        {
            BehaviorFindingKind.ImpossibleTravel => (
                "impossible-travel", RiskLevel.High, 0.8,
                new("speedKmh", "Two places are too far apart for the time between them.", ThreatText.Number(found.Measure))),
            BehaviorFindingKind.DormantAccountUse => (
                "dormant-account-use", RiskLevel.Medium, 0.6,
                new("pauseDays", "The account was not used for long.", ThreatText.Number(found.Measure))),
            _ => (
                "bulk-read-after-privilege-change", RiskLevel.Critical, 0.8,
                new("minutesSinceChange", "Very much is read soon after rights were changed.", ThreatText.Number(found.Measure))),
        };
}
