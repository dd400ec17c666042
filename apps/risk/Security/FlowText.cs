using Platform.Contracts;
using Platform.Learning.Network;

namespace Platform.Risk.Security;

/// <summary>What a finding in flows is called, how bad and how sure it is, and what it says.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Confidence">How sure, 0 to 1.</param>
/// <param name="Technique">ATT&amp;CK's name of it; null when there is none.</param>
internal sealed record FlowText(string Type, RiskLevel Severity, double Confidence, string? Technique)
{
    public const string Unusual = "unusual-flow";

    public required IReadOnlyList<ThreatIndicator> Indicators { get; init; }

    public static FlowText Of(FlowFinding found, Flow flow)
    {
        var measure = ThreatText.Number(found.Measure);
        var to = new ThreatIndicator("destination", "The latest destination.", ThreatText.Fit($"{flow.Destination}:{flow.Port}"));
        return found.Kind switch
        {
            FlowFindingKind.VerticalScan => new("port-scan", RiskLevel.Medium, 0.8, "T1046")
                { Indicators = [new("ports", "Many ports of one host are tried within two minutes.", measure), to] },
            FlowFindingKind.HorizontalScan => new("host-scan", RiskLevel.Medium, 0.8, "T1046")
                { Indicators = [new("hosts", "One port of many hosts is tried within two minutes, and most do not answer.", measure), to] },
            FlowFindingKind.Flood => new("flood", RiskLevel.High, 0.7, "T1499")
                { Indicators = [new("connectionsPerSecond", "One port gets very many connections.", measure), to] },
            FlowFindingKind.Exfiltration => new("exfiltration", RiskLevel.High, 0.7, "T1048")
                { Indicators = [new("bytesOut", "Far more goes out than comes in, and than this source ever sends.", measure), to] },
            _ => new("beaconing", RiskLevel.Medium, 0.6, "T1071")
                { Indicators = [new("intervalSeconds", "The source comes back like a clock.", measure), to] },
        };
    }

    /// <summary>A flow that is unusual as a whole.</summary>
    public static FlowText Of(double score, IReadOnlyList<(string Name, double Contribution)> parts) =>
        new(Unusual, RiskLevel.Medium, score, null)
        {
            Indicators = [.. parts.Select(part => new ThreatIndicator(part.Name, "This sets it apart from the tenant's ordinary flows.")
            {
                Contribution = part.Contribution,
            })],
        };
}
