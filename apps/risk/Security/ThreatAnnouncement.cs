using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Risk.Security;

/// <summary>Threats of one tenant that are stored with what was learnt from their events, to be published once that is committed.</summary>
internal sealed class ThreatAnnouncement(TenantId tenant, Outbox outbox, DateTimeOffset at)
{
    // A threat has up to some kilobytes, and the sidecar takes four megabytes at once.
    private const int MostTogether = 200;
    private const string Source = "risk";
    private const string EventType = "platform.threat";
    private readonly List<StoredThreats> stored = [];

    /// <summary>What is in the outbox once the transactions are committed.</summary>
    public IReadOnlyList<StoredThreats> Stored => stored;

    /// <summary>The statements that put threats into the outbox; for the transaction that makes their events known.</summary>
    public IEnumerable<NpgsqlBatchCommand> Insert(IReadOnlyList<ThreatEvent> threats)
    {
        foreach (var body in Bodies(threats))
        {
            var row = new StoredThreats(Guid.CreateVersion7(), body);
            stored.Add(row);
            yield return outbox.InsertCommand(row.Id, Topics.Threats, body);
        }
    }

    /// <summary>Whole bulk bodies, as they are published.</summary>
    public IEnumerable<byte[]> Bodies(IReadOnlyList<ThreatEvent> threats) =>
        threats.Chunk(MostTogether).Select(some => BulkBody.Encode(Array.ConvertAll(some, Envelope), ContractsJson.Default.ThreatEvent));

    private CloudEvent<ThreatEvent> Envelope(ThreatEvent threat) => new(threat.Id, Source, EventType, at, threat)
    {
        TenantId = tenant.ToString(),
        PartitionKey = $"{tenant}|{threat.Entity?.Id ?? threat.EventId}",
    };
}

/// <summary>A row of the outbox.</summary>
internal sealed record StoredThreats(Guid Id, byte[] Body);
