using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Hosting;

/// <summary>Bodies with a limit of their own.</summary>
public static class WholeBody
{
    /// <summary>Sets the limit of a body that nobody has begun to read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mostBytes">The largest body; a larger one is answered with 413.</param>
    public static void AllowBody(this HttpContext context, long mostBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = mostBytes;
    }

    /// <summary>Reads a body whole.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mostBytes">The largest body; a larger one is answered with 413.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>All of it.</returns>
    public static async Task<byte[]> ReadBodyAsync(this HttpContext context, long mostBytes, CancellationToken ct)
    {
        context.AllowBody(mostBytes);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, ct);
        return body.ToArray();
    }
}
