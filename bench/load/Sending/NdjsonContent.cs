using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>Transactions written line by line straight to the request's stream; a retry writes them again.</summary>
internal sealed class NdjsonContent : HttpContent
{
    private const int FlushBytes = 32 << 10;

    private readonly IReadOnlyList<Transaction> transactions;

    public NdjsonContent(IReadOnlyList<Transaction> transactions)
    {
        this.transactions = transactions;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var pipe = PipeWriter.Create(stream, new(leaveOpen: true));
        await using var writer = new Utf8JsonWriter(pipe, new() { SkipValidation = true });
        foreach (var transaction in transactions)
        {
            writer.Reset(pipe);
            TransactionJson.Write(writer, transaction);
            pipe.Write("\n"u8);
            if (pipe.UnflushedBytes >= FlushBytes) await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        await pipe.CompleteAsync().ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
