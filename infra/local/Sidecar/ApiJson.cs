using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>Small JSON bodies: any case of a key is accepted, unknown keys are ignored.</summary>
internal static class ApiJson
{
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <exception cref="ApiException">Not a JSON object: 400 ERR_MALFORMED_REQUEST.</exception>
    public static async Task<JsonObject> JsonObjectAsync(this HttpContext context)
    {
        var body = await context.BodyAsync();
        try
        {
            return JsonNode.Parse(body.Span, AnyCase) as JsonObject ?? throw Malformed("a JSON object is expected");
        }
        catch (JsonException error)
        {
            throw Malformed(error.Message);
        }
    }

    /// <summary>A text field, by its camel-case or its snake-case name; empty when absent.</summary>
    public static string Text(this JsonObject body, string name, string snakeName = "") =>
        Value<string>(body[name] ?? body[snakeName], name) ?? "";

    /// <summary>A whole number, also when written as text; 0 when absent.</summary>
    public static long Number(this JsonObject body, string name, string snakeName)
    {
        var node = body[name] ?? body[snakeName];
        if (node?.GetValueKind() is JsonValueKind.String && long.TryParse(node.GetValue<string>(), out var number)) return number;
        return node is null ? 0 : Value<long>(node, name);
    }

    public static ApiException Malformed(string problem) =>
        new(HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {problem}");

    private static T? Value<T>(JsonNode? node, string name)
    {
        try
        {
            return node is null ? default : node.GetValue<T>();
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw Malformed($"'{name}' is of the wrong type");
        }
    }
}
