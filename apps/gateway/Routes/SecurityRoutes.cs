using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Security events and what the detectors find in them.</summary>
internal static class SecurityRoutes
{
    private const string Batch = "Takes 1 to 1,000 events, up to 4 MiB. ";

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        Of("/detect-realtime", "Try the detection rules on events") with
        {
            Description = Batch + "Each rule that fires is a threat with the rule's title, author and licence, and the values that made it "
                + "fire; at most 16 of an event, the worst first. Correlations fire over calls too. Nothing is kept but what they count.",
        },
        Of("/analyze-behavior", "Judge behaviour by what is usual") with
        {
            Description = Batch + "Learns what users, service accounts and hosts usually do, and answers with a report on each, the worst "
                + "first, and with threats: unusual behaviour, impossible travel, use of dormant accounts, bulk reads after a change of "
                + "rights. Scores are 0 until 20 events of an entity are known. An event that is sent again within a day counts once.",
            UsesQuotas = true,
        },
        Of("/monitor-network", "Judge flows by rules and by what is ordinary") with
        {
            Description = Batch + "Takes events of kind network with a source and a destination; the others are skipped. Finds scans, "
                + "floods, exfiltration, beaconing, and from 512 flows of the tenant on such as no ordinary one is like. A flow that is "
                + "sent again within a day counts once.",
            UsesQuotas = true,
        },
    ];

    private static ForwardedRoute Of(string path, string summary) => new("POST", path, "risk", Scopes.RiskScore)
    {
        Summary = summary,
        Body = BodyKind.Json,
        Request = typeof(SecurityEventBatch),
        Response = typeof(ThreatReport),
        Audited = AuditedWhen.Refused,
    };
}
