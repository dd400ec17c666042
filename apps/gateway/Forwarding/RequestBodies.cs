using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>
/// Takes request bodies in before a service is bothered, so that a slow or broken caller never holds a service's time.
/// The memory for that has a limit over all requests.
/// </summary>
internal sealed class RequestBodies(IOptions<GatewayOptions> options) : IDisposable
{
    private const int UnitBytes = 64 << 10;
    private readonly ConcurrencyLimiter memory = new(new() { PermitLimit = (int)(options.Value.MaxBufferedBytes / UnitBytes) });

    /// <summary>Takes a JSON body in, up to the limit.</summary>
    /// <exception cref="BadHttpRequestException">It is too large (413), too slow (408), or breaks off (400).</exception>
    /// <exception cref="OverloadedException">Too many bodies are being taken in.</exception>
    public async Task<RequestBody> ReadAsync(HttpContext context)
    {
        var limit = options.Value.MaxJsonBytes;
        var length = context.Request.ContentLength;
        if (length > limit)
        {
            throw new BadHttpRequestException($"The body must not be larger than {limit} bytes.", StatusCodes.Status413PayloadTooLarge);
        }

        context.AllowBody(limit);
        var lease = Reserve(length ?? limit);
        try
        {
            return new(context.Request.BodyReader, await ReadAllAsync(context.Request.BodyReader, context.RequestAborted), lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Sets memory aside.</summary>
    /// <param name="bytes">How much will be held at most.</param>
    /// <returns>Dispose it when the memory is free again.</returns>
    /// <exception cref="OverloadedException">There is not enough left.</exception>
    public IDisposable Reserve(long bytes)
    {
        var lease = memory.AttemptAcquire((int)(bytes / UnitBytes) + 1);
        return lease.IsAcquired ? lease : throw new OverloadedException("Too many request bodies are being taken in.");
    }

    public void Dispose() => memory.Dispose();

    private static async Task<ReadOnlySequence<byte>> ReadAllAsync(PipeReader body, CancellationToken ct)
    {
        var read = await body.ReadAsync(ct);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(ct);
        }

        return read.Buffer;
    }
}

/// <summary>A body that is all here, still in the server's own buffers: nothing was copied.</summary>
internal sealed class RequestBody(PipeReader body, ReadOnlySequence<byte> bytes, IDisposable memory) : IDisposable
{
    /// <summary>The body as it is sent on.</summary>
    public HttpContent Content { get; } = new SequenceContent(bytes);

    public void Dispose()
    {
        Content.Dispose();
        body.AdvanceTo(bytes.End);
        memory.Dispose();
    }

    private sealed class SequenceContent : HttpContent
    {
        private readonly ReadOnlySequence<byte> bytes;

        public SequenceContent(ReadOnlySequence<byte> bytes)
        {
            this.bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            foreach (var segment in bytes)
            {
                await stream.WriteAsync(segment, cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
