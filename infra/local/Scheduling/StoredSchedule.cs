using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Platform.Local.Scheduling;

/// <summary>A schedule as JSON in the store.</summary>
internal static class StoredSchedule
{
    public static ReadOnlyMemory<byte> Write(Schedule schedule)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        Text(json, "schedule", schedule.Cron);
        if (schedule.Repeats > 0) json.WriteNumber("repeats", schedule.Repeats);
        Text(json, "dueTime", schedule.DueTime);
        Text(json, "ttl", schedule.Ttl);
        if (schedule.Policy.Drops) json.WriteBoolean("drop", true);
        else if (schedule.Policy != FailurePolicy.Default) Policy(json, schedule.Policy);
        json.WriteString("next", schedule.Next);
        if (schedule.Expires is { } end) json.WriteString("expires", end);
        if (schedule.Fired > 0) json.WriteNumber("fired", schedule.Fired);
        if (!schedule.Data.IsEmpty)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(schedule.Data.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <exception cref="FormatException">It is no schedule.</exception>
    public static Schedule Read(ReadOnlyMemory<byte> stored)
    {
        try
        {
            using var document = JsonDocument.Parse(stored);
            var json = document.RootElement;
            return new Schedule
            {
                Cron = Text(json, "schedule"),
                Repeats = Number(json, "repeats") ?? 0,
                DueTime = Text(json, "dueTime"),
                Ttl = Text(json, "ttl"),
                Policy = Policy(json),
                Next = json.GetProperty("next").GetDateTimeOffset(),
                Expires = json.TryGetProperty("expires", out var end) ? end.GetDateTimeOffset() : null,
                Fired = Number(json, "fired") ?? 0,
                Data = json.TryGetProperty("data", out var data) ? Encoding.UTF8.GetBytes(data.GetRawText()) : default,
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"it is no stored schedule: {error.Message}", error);
        }
    }

    private static void Policy(Utf8JsonWriter json, FailurePolicy policy)
    {
        json.WriteNumber("retryTicks", policy.Interval.Ticks);
        if (policy.MaxRetries is { } most) json.WriteNumber("maxRetries", most);
    }

    private static FailurePolicy Policy(JsonElement json)
    {
        if (json.TryGetProperty("drop", out _)) return FailurePolicy.Drop;
        return json.TryGetProperty("retryTicks", out var ticks)
            ? new FailurePolicy(false, TimeSpan.FromTicks(ticks.GetInt64()), Number(json, "maxRetries"))
            : FailurePolicy.Default;
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text)) json.WriteString(name, text);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt32() : null;
}
