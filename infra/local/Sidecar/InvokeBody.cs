using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>A caller's body on its way to the app, passed on as it arrives and never held whole.</summary>
internal sealed class InvokeBody(HttpRequest request) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        CopyAsync(stream, request.HttpContext.RequestAborted);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        CopyAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }

    private async Task CopyAsync(Stream stream, CancellationToken ct)
    {
        request.HttpContext.CheckSize(request.ContentLength ?? 0);
        for (var total = 0L; ;)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            total += read.Buffer.Length;
            request.HttpContext.CheckSize(total);
            foreach (var segment in read.Buffer) await stream.WriteAsync(segment, ct);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
            await stream.FlushAsync(ct);
        }
    }

    /// <summary>The app's body on its way back; every piece is sent on at once, so that server-sent events arrive as they happen.</summary>
    public static async Task ReturnAsync(HttpResponseMessage from, HttpResponse to, CancellationToken ct)
    {
        await using var stream = await from.Content.ReadAsStreamAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0) await to.Body.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
