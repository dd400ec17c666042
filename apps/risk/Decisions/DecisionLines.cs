using System.Buffers;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Risk.Decisions;

/// <summary>Streams a stretch of the log as NDJSON, a line at a time.</summary>
internal sealed class DecisionLines(DecisionStore decisions, TenantId tenant, long after, int limit) : IResult
{
    private const int FlushEvery = 256;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/x-ndjson";
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        var count = 0;
        await foreach (var line in decisions.LinesAsync(tenant, after, limit, ct))
        {
            JsonSerializer.Serialize(writer, line, ContractsJson.Default.DecisionLine);
            await writer.FlushAsync(ct);
            writer.Reset();
            response.BodyWriter.Write("\n"u8);
            if (++count % FlushEvery == 0) await response.BodyWriter.FlushAsync(ct);
        }
    }
}
