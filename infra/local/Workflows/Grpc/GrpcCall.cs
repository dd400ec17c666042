using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Platform.TaskHub;

namespace Platform.Local.Workflows.Grpc;

/// <summary>One gRPC call on the server's side: reads and writes messages, and ends with a status in the trailers.</summary>
internal sealed class GrpcCall : IDisposable
{
    private readonly HttpContext context;
    private readonly long mostBytes;
    private readonly CancellationTokenSource deadline;
    private readonly CancellationTokenSource either;

    public GrpcCall(HttpContext context, long mostBytes, TimeProvider time)
    {
        (this.context, this.mostBytes) = (context, mostBytes);
        deadline = new CancellationTokenSource(Timeout(context.Request.Headers["grpc-timeout"].ToString()), time);
        either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
    }

    public HttpContext Context => context;

    /// <summary>Ends when the caller does not wait any longer, by its own word or by its deadline.</summary>
    public CancellationToken Ct => either.Token;

    public bool IsLate => deadline.IsCancellationRequested;

    public long MostBytes => mostBytes;

    public async Task<T> ReadAsync<T>(MessageParser<T> parser) where T : class, IMessage<T> =>
        await GrpcFrame.ReadAsync(context.Request.BodyReader, parser, mostBytes, Ct)
            ?? throw new GrpcException(GrpcStatus.Internal, "the request has no message");

    public void Write(IMessage message)
    {
        if (message.CalculateSize() is var bytes && bytes > mostBytes)
            throw new GrpcException(GrpcStatus.ResourceExhausted, $"trying to send message larger than max ({bytes} vs. {mostBytes})");
        GrpcFrame.Write(context.Response.BodyWriter, message);
    }

    /// <summary>The first bytes of the message and its whole length, without taking anything from the body.</summary>
    public async Task<(int Length, byte[] Head)> PeekAsync(int most)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAtLeastAsync(GrpcFrame.PrefixLength + most, Ct);
        var seen = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, GrpcFrame.PrefixLength + most)).ToArray();
        reader.AdvanceTo(read.Buffer.Start);
        if (seen.Length < GrpcFrame.PrefixLength) return (0, []);
        var length = (int)Math.Min(int.MaxValue, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(seen.AsSpan(1)));
        return (length, seen[GrpcFrame.PrefixLength..]);
    }

    /// <summary>Says how the call went; with nothing written before, the headers go along.</summary>
    public void End(GrpcStatus status, string message)
    {
        context.Response.AppendTrailer("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture));
        if (message.Length > 0) context.Response.AppendTrailer("grpc-message", GrpcText.Escape(message));
    }

    public void Dispose()
    {
        either.Dispose();
        deadline.Dispose();
    }

    // At most eight digits and a unit; anything else is no deadline.
    private static TimeSpan Timeout(string header)
    {
        const int longest = 9;
        var isNumber = header.Length is > 1 and <= longest
            && long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (!isNumber) return System.Threading.Timeout.InfiniteTimeSpan;
        var number = long.Parse(header.AsSpan(0, header.Length - 1), CultureInfo.InvariantCulture);
        var milliseconds = header[^1] switch
        {
            'H' => number * 3_600_000,
            'M' => number * 60_000,
            'S' => number * 1_000,
            'm' => number,
            'u' => number / 1_000,
            'n' => number / 1_000_000,
            _ => -1,
        };
        // A timer takes less than 49 days; whoever would wait longer waits without end.
        return milliseconds is >= 0 and < uint.MaxValue - 1
            ? TimeSpan.FromMilliseconds(milliseconds)
            : System.Threading.Timeout.InfiniteTimeSpan;
    }
}
