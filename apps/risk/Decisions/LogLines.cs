using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Risk.Decisions;

/// <summary>Streams a stretch of the log as NDJSON, a line at a time, as it is read.</summary>
internal sealed class LogLines<T>(Func<CancellationToken, IAsyncEnumerable<T>> read, JsonTypeInfo<T> json) : IResult
{
    private const int FlushEvery = 256;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/x-ndjson";
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        var count = 0;
        await foreach (var line in read(ct))
        {
            JsonSerializer.Serialize(writer, line, json);
            await writer.FlushAsync(ct);
            writer.Reset();
            response.BodyWriter.Write("\n"u8);
            if (++count % FlushEvery == 0) await response.BodyWriter.FlushAsync(ct);
        }
    }
}
