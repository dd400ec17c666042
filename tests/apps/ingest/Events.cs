using System.Text;
using System.Text.Json.Nodes;

namespace Platform.Ingest.Tests;

/// <summary>Bodies to send.</summary>
internal static class Events
{
    /// <summary>A valid event, with fields changed (or removed, by null).</summary>
    public static string Valid(string id = "tx-1", params (string Field, string? Json)[] changes)
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["time"] = "2026-01-31T12:00:00Z",
            ["kind"] = "payment",
            ["amount"] = 12.5m,
            ["currency"] = "EUR",
            ["account"] = "card-1",
            ["counterparty"] = "terminal-1",
        };
        foreach (var (field, value) in changes)
        {
            json.Remove(field);
            if (value is not null)
            {
                json[field] = $"<{field}>";
            }
        }

        return changes.Aggregate(
            json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
            (text, change) => text.Replace($"\"<{change.Field}>\"", change.Json, StringComparison.Ordinal));
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Lines(params string[] events) => string.Join('\n', events);

    public static string Array(params string[] events) => $"[{string.Join(',', events)}]";

    public static string Deep(int levels) => new string('[', levels) + new string(']', levels);
}
