using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows.Records;

/// <summary>The history of an active instance in memory: as bytes that go to workers as they are, and what it says.</summary>
/// <remarks>
/// A record is the <c>pastEvents</c> part of a work item on the wire, so neither loading nor sending encodes an event anew: a turn costs
/// the copying of bytes, however long the history is.
/// </remarks>
internal sealed class History
{
    private readonly List<ReadOnlyMemory<byte>> records = [];

    public InstanceState State { get; } = new();

    public string? CustomStatus { get; set; }

    /// <summary>One a turn, oldest first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Records => records;

    /// <summary>The size of all records.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a turn.</summary>
    /// <returns>Its record.</returns>
    public ReadOnlyMemory<byte> Append(IReadOnlyList<HistoryEvent> events)
    {
        var turn = new WorkflowRequest();
        turn.PastEvents.AddRange(events);
        var record = Google.Protobuf.MessageExtensions.ToByteArray(turn);
        Take(record, events);
        return record;
    }

    /// <summary>Adds a turn as it was stored.</summary>
    public void Load(ReadOnlyMemory<byte> record) => Take(record, Parse(record));

    /// <summary>Every event, parsed anew.</summary>
    public List<HistoryEvent> Events() => [.. records.SelectMany(Parse)];

    private static IReadOnlyList<HistoryEvent> Parse(ReadOnlyMemory<byte> record) =>
        WorkflowRequest.Parser.ParseFrom(record.Span).PastEvents;

    private void Take(ReadOnlyMemory<byte> record, IReadOnlyList<HistoryEvent> events)
    {
        records.Add(record);
        Bytes += record.Length;
        foreach (var each in events) State.Apply(each);
    }
}
