using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Platform.TaskHub;

/// <summary>One gRPC message on the wire: a flag byte, the length in four bytes, most significant first, and the protobuf bytes.</summary>
/// <remarks>
/// Source: the gRPC-over-HTTP/2 specification, "Length-Prefixed-Message". Nothing is compressed: no peer here announces an encoding.
/// </remarks>
public static class GrpcFrame
{
    /// <summary>Bytes before the message.</summary>
    public const int PrefixLength = 5;

    /// <summary>Writes one message; the caller flushes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">What.</param>
    public static void Write(IBufferWriter<byte> writer, IMessage message)
    {
        var length = message.CalculateSize();
        var prefix = writer.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
        writer.Advance(PrefixLength);
        message.WriteTo(writer);
    }

    /// <summary>Reads the next message.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="parser">Reads the protobuf bytes.</param>
    /// <param name="mostBytes">The longest message that is taken.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The message; null when the stream has ended between two messages.</returns>
    /// <exception cref="GrpcException">
    /// The message is longer than allowed (RESOURCE_EXHAUSTED), compressed (UNIMPLEMENTED), cut off or no protobuf (INTERNAL).
    /// </exception>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader reader, MessageParser<T> parser, long mostBytes, CancellationToken ct)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (TryTake(read.Buffer, parser, mostBytes, out var message, out var rest))
            {
                reader.AdvanceTo(rest);
                return message;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (!read.IsCompleted) continue;
            return read.Buffer.IsEmpty ? null : throw new GrpcException(GrpcStatus.Internal, "the stream ended within a message");
        }
    }

    private static bool TryTake<T>(
        ReadOnlySequence<byte> buffer, MessageParser<T> parser, long mostBytes, out T? message, out SequencePosition rest)
        where T : class, IMessage<T>
    {
        (message, rest) = (null, buffer.Start);
        if (buffer.Length < PrefixLength) return false;

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0) throw new GrpcException(GrpcStatus.Unimplemented, "compressed messages are not supported");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > mostBytes)
            throw new GrpcException(GrpcStatus.ResourceExhausted, $"received message larger than max ({length} vs. {mostBytes})");
        if (buffer.Length < PrefixLength + length) return false;

        var body = buffer.Slice(PrefixLength, length);
        (message, rest) = (Parse(body, parser), body.End);
        return true;
    }

    private static T Parse<T>(ReadOnlySequence<byte> body, MessageParser<T> parser) where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new GrpcException(GrpcStatus.Internal, $"the message is no {typeof(T).Name}: {error.Message}");
        }
    }
}
