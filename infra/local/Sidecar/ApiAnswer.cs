using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>Writes answers as daprd writes them.</summary>
internal static class ApiAnswer
{
    private const string Json = "application/json";

    public static void NoContent(this HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    public static Task JsonAsync(this HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return context.BytesAsync(status, buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    public static Task BytesAsync(this HttpContext context, int status, ReadOnlyMemory<byte> body, string contentType = Json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static Task ErrorAsync(this HttpContext context, ApiException error)
    {
        if (error.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return context.JsonAsync((int)error.Status, json =>
        {
            json.WriteStartObject();
            json.WriteString("errorCode", error.ErrorCode);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        });
    }
}
