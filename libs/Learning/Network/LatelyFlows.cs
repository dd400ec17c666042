namespace Platform.Learning.Network;

/// <summary>The connections of one source in the last two minutes, at most the 100 latest.</summary>
internal sealed class LatelyFlows
{
    public const int Most = 100;
    public const int Seconds = 120;
    private readonly List<Connection> connections = [];

    /// <summary>Those there are, the latest last.</summary>
    public IReadOnlyList<Connection> All => connections;

    /// <summary>Adds one and lets go what is too old, or too much. A late one has its place by time.</summary>
    public Connection Add(Flow flow)
    {
        var added = new Connection(flow.Time, TextHash.Of(flow.Destination), flow.Port, TextHash.Of(flow.Service), flow.IsFailed);
        var at = connections.Count;
        while (at > 0 && connections[at - 1].Time > flow.Time) at--;
        connections.Insert(at, added);

        var newest = connections[^1].Time;
        connections.RemoveAll(each => each.Time < newest - Seconds);
        if (connections.Count > Most) connections.RemoveRange(0, connections.Count - Most);
        return added;
    }

    public LatelySummary SummaryFor(Connection latest)
    {
        double count = Math.Max(1, connections.Count);
        return new(
            connections.Count,
            connections.Select(each => each.Host).Distinct().Count(),
            connections.Select(each => each.Port).Distinct().Count(),
            connections.Count(each => each.IsFailed) / count,
            connections.Count(each => each.Host == latest.Host) / count,
            connections.Count(each => each.Service == latest.Service) / count);
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)connections.Count);
        var previous = 0L;
        foreach (var each in connections)
        {
            writer.WriteInteger(each.Time - previous);
            writer.WriteFixed(each.Host);
            writer.WriteNatural((ulong)each.Port);
            writer.WriteFixed(each.Service);
            writer.WriteNatural(each.IsFailed ? 1u : 0u);
            previous = each.Time;
        }
    }

    public static LatelyFlows Load(ref PackedReader reader)
    {
        var (read, previous) = (new LatelyFlows(), 0L);
        for (var left = reader.ReadCount(Most); left > 0; left--)
        {
            previous = unchecked(previous + reader.ReadInteger());
            read.connections.Add(new(
                previous, reader.ReadFixed(), reader.ReadCount(ushort.MaxValue), reader.ReadFixed(), reader.ReadCount(1) == 1));
        }

        return read;
    }

    /// <summary>One connection; host and service are hashes.</summary>
    internal readonly record struct Connection(long Time, ulong Host, int Port, ulong Service, bool IsFailed);
}
