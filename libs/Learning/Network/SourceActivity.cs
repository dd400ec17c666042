using System.Buffers;

namespace Platform.Learning.Network;

/// <summary>What one source of connections did lately and usually does, and the rules about it.</summary>
/// <remarks>
/// The connections of two minutes (at most 100), how much it usually sends, and how regularly it comes back to its 8 latest destinations.
/// At most <see cref="MostBytes"/> bytes; O(100) per flow. Not safe for several threads. Our own.
/// </remarks>
public sealed class SourceActivity
{
    /// <summary>The most bytes that <see cref="ToBytes"/> gives.</summary>
    public const int MostBytes = 4_096;

    /// <summary>Ports of one host in two minutes that are a scan.</summary>
    public const int ScannedPorts = 20;

    /// <summary>Hosts with one port in two minutes that are a scan, when at least half of the connections fail.</summary>
    public const int ScannedHosts = 30;

    /// <summary>Seconds in which 100 connections with one port of one host are a flood.</summary>
    public const int FloodSeconds = 10;

    /// <summary>Bytes in one flow below which nothing is exfiltration.</summary>
    public const double LeastExfiltrated = 50e6;

    /// <summary>Intervals that must be known before a rhythm is one.</summary>
    public const int LeastIntervals = 8;

    private const double OutPerIn = 10;
    private const double UnusualDeviations = 3;
    private const int LeastFlows = 20;
    private const double MostIrregularity = 0.1;
    private const double ShortestBeat = 10;
    private const int MostRhythms = 8;
    private const byte Version = 1;

    private LatelyFlows lately = new();
    private RobustProfile sent;
    private readonly List<Rhythm> rhythms = [];

    /// <summary>Takes a flow in.</summary>
    /// <param name="flow">The flow; its source is whose activity this is.</param>
    /// <returns>Its features, and what the rules find in the source's activity with it.</returns>
    public FlowView Add(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var connection = lately.Add(flow);
        var found = new List<FlowFinding>();
        AddScans(connection, found);
        if (Exfiltrated(flow) is { } bytes) found.Add(new(FlowFindingKind.Exfiltration, bytes));
        if (Beat(flow) is { } seconds) found.Add(new(FlowFindingKind.Beaconing, seconds));
        return new(FlowFeatures.Of(flow, lately.SummaryFor(connection)), found);
    }

    /// <summary>Writes the activity as bytes.</summary>
    /// <returns>At most <see cref="MostBytes"/> bytes.</returns>
    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        var writer = new PackedWriter(bytes);
        writer.WriteNatural(Version);
        lately.Write(writer);
        sent.Write(writer);
        writer.WriteNatural((ulong)rhythms.Count);
        foreach (var rhythm in rhythms) rhythm.Write(writer);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes, not trusted.</param>
    /// <returns>An activity that goes on as the written one would.</returns>
    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    public static SourceActivity FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        if (reader.ReadNatural() != Version) throw new FormatException("The activity is of another version.");

        var read = new SourceActivity { lately = LatelyFlows.Load(ref reader), sent = RobustProfile.Load(ref reader) };
        for (var left = reader.ReadCount(MostRhythms); left > 0; left--) read.rhythms.Add(Rhythm.Load(ref reader));
        return reader.AtEnd ? read : throw new FormatException("Bytes are left over.");
    }

    private void AddScans(LatelyFlows.Connection latest, List<FlowFinding> found)
    {
        var ports = lately.All.Where(each => each.Host == latest.Host).Select(each => each.Port).Distinct().Count();
        if (ports >= ScannedPorts) found.Add(new(FlowFindingKind.VerticalScan, ports));

        var same = lately.All.Where(each => each.Port == latest.Port).ToList();
        var hosts = same.Select(each => each.Host).Distinct().Count();
        if (hosts >= ScannedHosts && same.Count(each => each.IsFailed) * 2 >= same.Count)
            found.Add(new(FlowFindingKind.HorizontalScan, hosts));

        var flooding = same.Count(each => each.Host == latest.Host) == LatelyFlows.Most;
        var seconds = lately.All[^1].Time - lately.All[0].Time;
        if (flooding && seconds <= FloodSeconds) found.Add(new(FlowFindingKind.Flood, LatelyFlows.Most / Math.Max(1.0, seconds)));
    }

    private double? Exfiltrated(Flow flow)
    {
        if (double.IsNaN(flow.BytesOut)) return null;

        var size = Math.Log2(1 + flow.BytesOut);
        var isUnusual = sent.Count >= LeastFlows && sent.ZScore(size) >= UnusualDeviations;
        sent.Add(size);
        return isUnusual && flow.BytesOut >= LeastExfiltrated && !(flow.BytesOut < OutPerIn * flow.BytesIn) ? flow.BytesOut : null;
    }

    // The latest destination is the last of the list; when it is full, the one that was not come back to for longest makes room.
    private double? Beat(Flow flow)
    {
        var pair = TextHash.Of(flow.Destination) ^ (ulong)flow.Port * 0x9E3779B97F4A7C15UL;
        var at = rhythms.FindIndex(each => each.Pair == pair);
        var rhythm = at < 0 ? new(pair, flow.Time, 0, 0, 0) : rhythms[at].Next(flow.Time);
        if (at >= 0) rhythms.RemoveAt(at);
        else if (rhythms.Count == MostRhythms) rhythms.RemoveAt(0);
        rhythms.Add(rhythm);

        var isRegular = rhythm.Count >= LeastIntervals && rhythm.Mean >= ShortestBeat && rhythm.Irregularity <= MostIrregularity;
        return isRegular ? rhythm.Mean : null;
    }
}
