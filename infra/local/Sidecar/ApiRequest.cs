using System.Net;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>Reads a request as daprd reads it.</summary>
internal static class ApiRequest
{
    private const string MetadataPrefix = "metadata.";

    /// <summary>
    /// A path parameter, query-unescaped once (<c>%2F</c> is a slash, <c>+</c> a space). Routing works on the escaped path, so that
    /// <c>a%2Bb</c> and <c>a+b</c> stay apart.
    /// </summary>
    public static string Route(this HttpContext context, string name) =>
        WebUtility.UrlDecode(context.Request.RouteValues[name] as string) ?? "";

    /// <summary>The <c>metadata.*</c> parameters of the query; the first value of a key wins.</summary>
    public static Dictionary<string, string> QueryMetadata(this HttpContext context)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in context.Request.Query)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                metadata.TryAdd(name[MetadataPrefix.Length..], values.Count > 0 ? values[0] ?? "" : "");
        }

        return metadata;
    }

    /// <summary>The whole body, within the host's limit.</summary>
    /// <exception cref="ApiException">It is too large or was cut off: 400 ERR_BODY_READ.</exception>
    public static async Task<ReadOnlyMemory<byte>> BodyAsync(this HttpContext context)
    {
        try
        {
            return await ReadAsync(context);
        }
        catch (Exception error) when (error is BadHttpRequestException or IOException)
        {
            throw new ApiException(HttpStatusCode.BadRequest, "ERR_BODY_READ", $"failed to read the body: {error.Message}");
        }
    }

    /// <exception cref="BadHttpRequestException">More than the host allows.</exception>
    public static void CheckSize(this HttpContext context, long bytes)
    {
        var limit = context.Features.Get<BodyLimit>()?.Bytes ?? long.MaxValue;
        if (bytes > limit)
            throw new BadHttpRequestException($"request body too large: more than {limit} bytes", StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is { } length)
        {
            context.CheckSize(length);
            var exact = GC.AllocateUninitializedArray<byte>((int)length);
            await request.Body.ReadExactlyAsync(exact, context.RequestAborted);
            return exact;
        }

        using var buffer = new MemoryStream();
        var piece = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(piece, context.RequestAborted)) > 0)
        {
            buffer.Write(piece, 0, read);
            context.CheckSize(buffer.Length);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}

/// <summary>The largest body this request may have.</summary>
internal sealed record BodyLimit(long Bytes);
