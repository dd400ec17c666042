using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>What the caller is told when a service refuses a chunk as a whole.</summary>
internal static class ChunkRefusal
{
    // What a caller decides by; the other members are about the chunk, of which he knows nothing.
    private static readonly string[] told = ["code", "quota"];

    /// <summary>A problem with the service's status and code, and with how far it came.</summary>
    public static async Task<ProblemHttpResult> OfAsync(
        HttpResponseMessage response, int firstIndex, IngestTotals totals, CancellationToken ct)
    {
        var members = totals.Counts();
        var detail = $"The service refused the lines from {firstIndex} on. Go on there.";
        if (await ProblemOfAsync(response, ct) is { ValueKind: JsonValueKind.Object } problem)
        {
            foreach (var name in told.Where(name => problem.TryGetProperty(name, out _))) members[name] = problem.GetProperty(name);
            if (problem.TryGetProperty("detail", out var why) && why.ValueKind is JsonValueKind.String) detail = $"{why} {detail}";
        }

        return TypedResults.Problem(detail, statusCode: (int)response.StatusCode, extensions: members);
    }

    /// <summary>Passes a warning on that a service gives beside its answer.</summary>
    public static void Warn(HttpResponseMessage response, HttpContext context)
    {
        if (response.Headers.TryGetValues(QuotaGate.Header, out var warnings))
            context.Response.Headers[QuotaGate.Header] = warnings.ToArray();
    }

    private static async Task<JsonElement?> ProblemOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: ct);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
