using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Local.Scheduling;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>A timer of an active actor; it lives in memory and dies with the activation.</summary>
/// <param name="Name">Its name; another of the same name takes its place.</param>
/// <param name="Body">What the app is sent each time.</param>
internal sealed record ActorTimer(string Name, ReadOnlyMemory<byte> Body)
{
    /// <summary>As it stands; replaced after each tick.</summary>
    public required Schedule Schedule { get; set; }

    public IDisposable? Alarm { get; set; }

    /// <exception cref="FormatException">A field is wrong; the message names it.</exception>
    public static ActorTimer Read(string name, JsonObject body, DateTimeOffset now)
    {
        var schedule = ReminderRequest.Read(body);
        // A timer without a due time begins at once, unlike a reminder.
        var begun = schedule with { DueTime = schedule.DueTime ?? "0s" };
        return new ActorTimer(name, Callback(body, schedule.Data)) { Schedule = begun.Begin(now) with { Data = default } };
    }

    private static ReadOnlyMemory<byte> Callback(JsonObject body, ReadOnlyMemory<byte> data)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 96);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("callback", body.Text("callback"));
        if (!data.IsEmpty)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(data.Span, skipInputValidation: true);
        }

        json.WriteString("dueTime", body.Text("dueTime", "due_time"));
        json.WriteString("period", body.Text("period"));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
