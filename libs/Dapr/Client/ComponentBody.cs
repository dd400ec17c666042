using System.Text.Json;

namespace Platform.Dapr;

/// <summary>The JSON of binding, configuration and lock calls.</summary>
internal static class ComponentBody
{
    public static void WriteBinding(Utf8JsonWriter writer, BindingRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("operation"u8, request.Operation);
        if (!request.Data.IsEmpty)
        {
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(request.Data.Span);
        }
        StateBody.WriteMetadata(writer, request.Metadata);
        writer.WriteEndObject();
    }

    public static void WriteLock(Utf8JsonWriter writer, string resourceId, string lockOwner, int? expiryInSeconds)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceId"u8, resourceId);
        writer.WriteString("lockOwner"u8, lockOwner);
        if (expiryInSeconds is { } seconds)
            writer.WriteNumber("expiryInSeconds"u8, seconds);
        writer.WriteEndObject();
    }

    // The sidecar leaves default values out, so every property is optional.
    public static bool ReadFlag(byte[] body, string name)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True;
    }

    // Enums arrive as a number from daprd's own handler, or by name from protobuf JSON.
    public static LockStatus ReadLockStatus(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        if (!json.RootElement.TryGetProperty("status", out var status))
            return LockStatus.Success;
        if (status.ValueKind is JsonValueKind.Number)
            return status.GetInt32() is >= 0 and < 3 and var number ? (LockStatus)number : LockStatus.InternalError;
        return status.GetString() switch
        {
            "SUCCESS" => LockStatus.Success,
            "LOCK_DOES_NOT_EXIST" => LockStatus.LockDoesNotExist,
            "LOCK_BELONGS_TO_OTHERS" => LockStatus.LockBelongsToOthers,
            _ => LockStatus.InternalError,
        };
    }

    public static IReadOnlyDictionary<string, ConfigurationItem> ReadConfiguration(byte[] body)
    {
        if (body.Length == 0)
            return new Dictionary<string, ConfigurationItem>();
        using var json = JsonDocument.Parse(body);
        return ReadItems(json.RootElement);
    }

    public static IReadOnlyDictionary<string, ConfigurationItem> ReadItems(JsonElement items) =>
        items.EnumerateObject().ToDictionary(p => p.Name, p => ReadItem(p.Value));

    public static IReadOnlyDictionary<string, string> ReadTexts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var map) && map.ValueKind is JsonValueKind.Object
            ? map.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString())
            : new Dictionary<string, string>();

    public static string ReadText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() ?? "" : "";

    private static ConfigurationItem ReadItem(JsonElement item) =>
        new(ReadText(item, "value"), ReadText(item, "version"), ReadTexts(item, "metadata"));
}
