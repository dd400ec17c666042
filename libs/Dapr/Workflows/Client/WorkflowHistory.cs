using System.Text.Json;
using Google.Protobuf;
using Platform.TaskHub;

namespace Platform.Dapr;

/// <summary>What has happened to an instance. As text it is what <c>./platform workflows history ID</c> prints.</summary>
public sealed class WorkflowHistory
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(false));
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Makes a history.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="events">Its events, oldest first.</param>
    public WorkflowHistory(string instanceId, IReadOnlyList<HistoryEvent> events) => (InstanceId, Events) = (instanceId, events);

    /// <summary>The instance.</summary>
    public string InstanceId { get; }

    /// <summary>Its events, oldest first.</summary>
    public IReadOnlyList<HistoryEvent> Events { get; }

    /// <summary>The history as JSON: the instance's id, and one line an event.</summary>
    /// <returns>An object with <c>instanceId</c> and <c>events</c>, these in protobuf's JSON.</returns>
    public string ToJson()
    {
        var lines = Events.Select(e => $"    {Formatter.Format(e)}");
        return $$"""
            {
              "instanceId": {{JsonSerializer.Serialize(InstanceId)}},
              "events": [
            {{string.Join(",\n", lines)}}
              ]
            }

            """;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text; a bare array of events is taken as well.</param>
    /// <returns>The history.</returns>
    /// <exception cref="FormatException">It is no history; the message says which event is wrong.</exception>
    public static WorkflowHistory Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var events = root.ValueKind is JsonValueKind.Array ? root : root.GetProperty("events");
            var id = root.ValueKind is JsonValueKind.Object && root.TryGetProperty("instanceId", out var text) ? text.GetString() : null;
            return new(id ?? "recorded", [.. events.EnumerateArray().Select(ParseEvent)]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is no recorded history: {error.Message}", error);
        }
    }

    private static HistoryEvent ParseEvent(JsonElement element, int index)
    {
        try
        {
            return Parser.Parse<HistoryEvent>(element.GetRawText());
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new FormatException($"Event {index} of the recorded history is none: {error.Message}", error);
        }
    }
}
