using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr;

/// <summary>
/// What went wrong in a call into an actor, as JSON: <c>{"errorCode","message","type"}</c>. A header asks the sidecar to hand it to the
/// caller as it is, instead of wrapping it into a text of its own.
/// </summary>
internal sealed record ActorError(int Status, string Code, string Message, string? Type = null)
{
    private const string PassHeader = "X-DaprErrorResponseHeader";

    public static ActorError UnknownType(string type) => new(404, "ERR_ACTOR_TYPE_UNKNOWN", $"This app has no actor type {type}.");

    public static ActorError UnknownMethod(string type, string method) =>
        new(404, "ERR_ACTOR_METHOD_UNKNOWN", $"Actor type {type} has no method {method}.");

    public static ActorError BadBody(string method, Exception e) =>
        new(400, "ERR_ACTOR_BODY", $"The body for {method} cannot be read: {e.Message}");

    public static ActorError Failed(Exception e) => new(500, "ERR_ACTOR_METHOD_FAILED", e.Message, e.GetType().FullName);

    /// <summary>Whether an answer is not the actor's result, although its status may be the actor's own.</summary>
    public static bool IsIn(HttpResponseMessage response) =>
        !response.IsSuccessStatusCode || response.Headers.Contains(PassHeader);

    /// <param name="response">Where to write it.</param>
    /// <param name="toCaller">Whether someone waits for it; a timer or reminder has no caller, only the sidecar that tries again.</param>
    /// <param name="ct">Stops writing.</param>
    public async Task WriteAsync(HttpResponse response, bool toCaller, CancellationToken ct)
    {
        response.StatusCode = Status;
        response.ContentType = "application/json";
        // Not for 404: by that status alone the sidecar knows that trying again is no use.
        if (toCaller && Status != StatusCodes.Status404NotFound)
            response.Headers[PassHeader] = "true";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter))
        {
            writer.WriteStartObject();
            writer.WriteString("errorCode"u8, Code);
            writer.WriteString("message"u8, Message);
            if (Type is not null)
                writer.WriteString("type"u8, Type);
            writer.WriteEndObject();
        }
        await response.BodyWriter.FlushAsync(ct);
    }

    public static async Task<ActorError> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var told = await SidecarError.ReadAsync(response, ct);
        var status = (int)response.StatusCode;
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && TextOf(root, "message") is { } message)
                return new(status, told.ErrorCode ?? "", message, TextOf(root, "type"));
        }
        catch (JsonException)
        {
            return new(status, told.ErrorCode ?? "", told.Message);
        }
        return new(status, told.ErrorCode ?? "", told.Message);
    }

    private static string? TextOf(JsonElement root, string name) =>
        ComponentBody.ReadText(root, name) is { Length: > 0 } text ? text : null;
}
