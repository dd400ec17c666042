using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Platform.Alerts;

/// <summary>Writes server-sent events and gives a slow reader up.</summary>
internal sealed class AlertWriter(HttpContext context, TimeProvider time, TimeSpan patience)
{
    private readonly PipeWriter body = context.Response.BodyWriter;

    /// <summary>Sends the head and the position the stream begins at, so that a reader cut off before the first alert can resume.</summary>
    public Task StartAsync(long position, CancellationToken ct)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        Write($"retry: 1000\nid: {position.ToString(CultureInfo.InvariantCulture)}\n\n");
        return FlushAsync(ct);
    }

    /// <summary>Sends alerts, each with its position.</summary>
    public Task WriteAsync(IReadOnlyList<LiveAlert> alerts, CancellationToken ct)
    {
        foreach (var alert in alerts)
        {
            Write($"id: {alert.Sequence.ToString(CultureInfo.InvariantCulture)}\nevent: alert\ndata: {alert.Json}\n\n");
        }

        return FlushAsync(ct);
    }

    /// <summary>Sends a comment, so that everyone between here and the reader sees that the stream lives.</summary>
    public Task HeartbeatAsync(CancellationToken ct)
    {
        Write(":\n\n");
        return FlushAsync(ct);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, body);

    private async Task FlushAsync(CancellationToken ct)
    {
        try
        {
            await body.FlushAsync(ct).AsTask().WaitAsync(patience, time, ct);
        }
        catch (TimeoutException e)
        {
            context.Abort();
            throw new OperationCanceledException("The reader is too slow.", e, context.RequestAborted);
        }
    }
}
