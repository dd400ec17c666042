using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows.Work;

/// <summary>A work item on the wire, put together from parts that are bytes already.</summary>
/// <remarks>Protobuf merges the parts of a message that follow each other, so that a history needs no encoding to be sent.</remarks>
internal sealed class WorkBody
{
    private const byte TurnTag = (1 << 3) | 2;
    private const byte ActivityTag = (2 << 3) | 2;
    private const byte TokenTag = (10 << 3) | 2;

    private readonly byte tag;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> parts;
    private readonly int length;

    private WorkBody(byte tag, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        (this.tag, this.parts) = (tag, parts);
        length = checked((int)parts.Sum(part => (long)part.Length));
    }

    /// <summary>Bytes of the request; the token and the framing add some dozen.</summary>
    public int Length => length;

    public static WorkBody OfTurn(Instance instance, IReadOnlyList<HistoryEvent> newEvents)
    {
        var history = instance.History ?? throw new InvalidOperationException("the history is loaded before a turn");
        var start = history.State.Start ?? newEvents.FirstOrDefault(each => each.ExecutionStarted is not null);
        var head = new WorkflowRequest
        {
            InstanceId = instance.Id, ExecutionId = start?.ExecutionStarted.WorkflowInstance?.ExecutionId,
        };
        var tail = new WorkflowRequest();
        tail.NewEvents.AddRange(newEvents);
        return new WorkBody(TurnTag, [head.ToByteArray(), .. history.Records, tail.ToByteArray()]);
    }

    public static WorkBody OfActivity(string instanceId, string executionId, HistoryEvent scheduled) =>
        new(ActivityTag, [Turn.Request(instanceId, executionId, scheduled).ToByteArray()]);

    /// <summary>Writes the message with its gRPC frame.</summary>
    public void WriteTo(IBufferWriter<byte> writer, string token)
    {
        var tokenBytes = ByteString.CopyFromUtf8(token);
        var total = 1 + CodedOutputStream.ComputeLengthSize(length) + length
            + 1 + CodedOutputStream.ComputeLengthSize(tokenBytes.Length) + tokenBytes.Length;
        var prefix = writer.GetSpan(GrpcFrame.PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)total);
        writer.Advance(GrpcFrame.PrefixLength);
        WriteField(writer, tag, length);
        foreach (var part in parts) writer.Write(part.Span);
        WriteField(writer, TokenTag, tokenBytes.Length);
        writer.Write(tokenBytes.Span);
    }

    private static void WriteField(IBufferWriter<byte> writer, byte tag, int length)
    {
        const int longest = 6;
        var span = writer.GetSpan(longest);
        span[0] = tag;
        var (used, rest) = (1, (uint)length);
        for (; rest >= 0x80; rest >>= 7) span[used++] = (byte)(rest | 0x80);
        span[used++] = (byte)rest;
        writer.Advance(used);
    }
}
