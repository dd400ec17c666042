using System.Text.Json;

namespace Platform.Dapr;

/// <summary>Reads <c>{"errorCode","message"}</c> of a refused call.</summary>
internal static class SidecarError
{
    private const int LongestText = 500;

    public static async Task<DaprException> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        var (code, message) = Parse(text);
        return new($"The sidecar answered {(int)response.StatusCode}{(code is null ? "" : " " + code)}: {message}")
        {
            StatusCode = response.StatusCode,
            ErrorCode = code,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private static (string? Code, string Message) Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return (Text(json.RootElement, "errorCode"), Text(json.RootElement, "message") ?? "");
        }
        catch (JsonException)
        {
            return (null, text.Length > LongestText ? text[..LongestText] : text);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
