using System.Globalization;
using System.Text.Json;

namespace Platform.Dapr;

/// <summary>The JSON of job calls.</summary>
internal static class JobBody
{
    public static void Write(Utf8JsonWriter writer, DaprJob job)
    {
        writer.WriteStartObject();
        if (job.Schedule is not null) writer.WriteString("schedule"u8, job.Schedule);
        if (job.DueTime is not null) writer.WriteString("dueTime"u8, job.DueTime);
        if (job.Repeats is { } repeats) writer.WriteNumber("repeats"u8, repeats);
        if (job.TimeToLive is not null) writer.WriteString("ttl"u8, job.TimeToLive);
        if (job.Overwrite) writer.WriteBoolean("overwrite"u8, true);
        if (!job.Data.IsEmpty)
        {
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(job.Data.Span);
        }

        if (job.FailurePolicy is not null) WritePolicy(writer, job.FailurePolicy);
        writer.WriteEndObject();
    }

    public static DaprJobDetails Read(byte[] body, string name)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        return new(
            ComponentBody.ReadText(root, "name") is { Length: > 0 } given ? given : name,
            ComponentBody.ReadText(root, "schedule"),
            ComponentBody.ReadText(root, "dueTime"),
            root.TryGetProperty("repeats", out var repeats) && repeats.TryGetInt32(out var count) && count > 0 ? count : null);
    }

    private static void WritePolicy(Utf8JsonWriter writer, JobFailurePolicy policy)
    {
        writer.WriteStartObject("failurePolicy"u8);
        if (policy == JobFailurePolicy.Drop)
        {
            writer.WriteStartObject("drop"u8);
        }
        else
        {
            writer.WriteStartObject("constant"u8);
            writer.WriteString("interval"u8, string.Create(CultureInfo.InvariantCulture, $"{policy.Interval.TotalMilliseconds:0}ms"));
            if (policy.MaxRetries is { } most) writer.WriteNumber("maxRetries"u8, most);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
