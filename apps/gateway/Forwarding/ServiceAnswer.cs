using Microsoft.AspNetCore.Http.Features;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Passes a service's answer on while it arrives.</summary>
internal static class ServiceAnswer
{
    private const int BufferBytes = 16 << 10;

    // No others: those in which services speak to the gateway are not the caller's.
    private static readonly string[] Headers =
        ["Cache-Control", "ETag", "Location", "Retry-After", "WWW-Authenticate", QuotaGate.Header];

    /// <summary>Copies status, the headers that concern the caller, and the body; flushes whatever has arrived.</summary>
    public static async Task CopyAsync(HttpResponseMessage answer, HttpContext context)
    {
        ObjectHashes.Take(answer, context);
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        response.ContentType = answer.Content.Headers.ContentType?.ToString();
        response.ContentLength = answer.Content.Headers.ContentLength;
        response.Headers.ContentDisposition = answer.Content.Headers.ContentDisposition?.ToString();
        foreach (var name in Headers)
        {
            if (answer.Headers.TryGetValues(name, out var values))
            {
                response.Headers[name] = values.ToArray();
            }
        }

        if (answer.Content.Headers.ContentLength is null)
        {
            // A stream: the caller sees its head before the first event is there.
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await response.StartAsync(context.RequestAborted);
        }

        await CopyBodyAsync(answer, context);
    }

    private static async Task CopyBodyAsync(HttpResponseMessage answer, HttpContext context)
    {
        var ct = context.RequestAborted;
        await using var source = await answer.Content.ReadAsStreamAsync(ct);
        var target = context.Response.BodyWriter;
        try
        {
            for (var read = await source.ReadAsync(target.GetMemory(BufferBytes), ct);
                read > 0;
                read = await source.ReadAsync(target.GetMemory(BufferBytes), ct))
            {
                target.Advance(read);
                await target.FlushAsync(ct);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && context.Response.HasStarted)
        {
            // The head is out: cutting the connection is the only way left to say that the rest is missing.
            context.Abort();
        }
    }
}
