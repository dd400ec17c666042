namespace Platform.Learning.Network;

/// <summary>What a rule finds in what a source does.</summary>
public enum FlowFindingKind
{
    /// <summary>Many ports of one host. The measure is their number.</summary>
    VerticalScan,

    /// <summary>One port of many hosts, most of which do not answer. The measure is their number.</summary>
    HorizontalScan,

    /// <summary>Very many connections with one port of one host. The measure is how many a second.</summary>
    Flood,

    /// <summary>Far more goes out than comes in, and than this source ever sends. The measure is in bytes.</summary>
    Exfiltration,

    /// <summary>The source comes back like a clock. The measure is the time between in seconds.</summary>
    Beaconing,
}

/// <summary>Something that a rule found.</summary>
/// <param name="Kind">What.</param>
/// <param name="Measure">By how much, in the unit of the kind.</param>
public readonly record struct FlowFinding(FlowFindingKind Kind, double Measure);

/// <summary>What is known of a flow once its source's activity has taken it in.</summary>
/// <param name="Features">It as numbers.</param>
/// <param name="Findings">What the rules find, mostly nothing.</param>
public sealed record FlowView(FlowFeatures Features, IReadOnlyList<FlowFinding> Findings);
