using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Platform.Dapr;

/// <summary>What the sidecar says of a timer or reminder.</summary>
internal static class ScheduleBody
{
    public static ActorReminder? ReadReminder(string name, JsonElement json, DateTimeOffset now) =>
        json.ValueKind is not JsonValueKind.Object
            ? null
            : new(
                name,
                ReadData(json),
                ReadTime(json, "dueTime", now) ?? TimeSpan.Zero,
                ReadTime(json, "period", now) ?? Timeout.InfiniteTimeSpan,
                ReadTime(json, "ttl", now));

    /// <summary>A firing: its data, and the times it was registered with (zero when they are not told).</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static FiredSchedule ReadFired(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (body.IsEmpty)
            return new("", [], TimeSpan.Zero, TimeSpan.Zero);
        using var document = JsonDocument.Parse(body);
        var json = document.RootElement;
        if (json.ValueKind is not JsonValueKind.Object)
            throw new JsonException("The body is not a JSON object.");
        return new(
            ComponentBody.ReadText(json, "callback"),
            ReadData(json),
            ReadTime(json, "dueTime", now) ?? TimeSpan.Zero,
            ReadTime(json, "period", now) ?? TimeSpan.Zero);
    }

    // We register bytes as base64. What others have registered may be any JSON: then the actor gets that text.
    private static byte[] ReadData(JsonElement json)
    {
        if (!json.TryGetProperty("data", out var data) || data.ValueKind is JsonValueKind.Null)
            return [];
        if (data.ValueKind is JsonValueKind.String && Base64.IsValid(data.GetString()) && data.TryGetBytesFromBase64(out var bytes))
            return bytes;
        return Encoding.UTF8.GetBytes(data.GetRawText());
    }

    private static TimeSpan? ReadTime(JsonElement json, string name, DateTimeOffset now) =>
        ComponentBody.ReadText(json, name) is { Length: > 0 } text ? ScheduleText.Read(text, now) : null;
}

/// <summary>What comes with a timer or reminder that fires.</summary>
internal sealed record FiredSchedule(string Callback, byte[] Data, TimeSpan DueTime, TimeSpan Period);
