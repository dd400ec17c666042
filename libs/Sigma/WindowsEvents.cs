using System.Text.Json;
using Platform.Sigma.Reading;

namespace Platform.Sigma;

/// <summary>Reads Windows event logs as JSON: an object Event with System and EventData or UserData.</summary>
public static class WindowsEvents
{
    private static readonly WindowsChannels Channels = WindowsChannels.Shipped();

    /// <summary>Whether an object is such an event.</summary>
    /// <param name="json">It.</param>
    /// <returns>True when it has an Event with a System.</returns>
    public static bool IsOne(JsonElement json) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty("Event", out var inner) && inner.ValueKind is JsonValueKind.Object
        && inner.TryGetProperty("System", out var system) && system.ValueKind is JsonValueKind.Object;

    /// <summary>Makes an event of such an object; its log sources follow from the channel and the event's number.</summary>
    /// <param name="json">It.</param>
    /// <returns>The event; fields of EventData and UserData are reached by their own names.</returns>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static SigmaEvent Read(JsonElement json)
    {
        if (!IsOne(json)) throw new ArgumentException("This is no Windows event: it has no Event with a System.", nameof(json));
        var inner = json.GetProperty("Event");
        var system = JsonFields.Leaves(inner.GetProperty("System"))
            .Select(field => KeyValuePair.Create(SystemName(field.Key), field.Value));
        var data = ((string[])["EventData", "UserData"]).SelectMany(part => Data(inner, part));
        var fields = system.Concat(data).ToList();
        return new(Channels.Sources(Text(fields, "Channel"), Text(fields, "EventID"), Text(fields, "EventType")), fields);
    }

    private static IEnumerable<KeyValuePair<string, SigmaValue>> Data(JsonElement inner, string part) =>
        inner.TryGetProperty(part, out var data) && data.ValueKind is JsonValueKind.Object
            ? JsonFields.Leaves(data).Where(field => !field.Key.Contains("#attributes", StringComparison.Ordinal))
                .Select(field => KeyValuePair.Create(LastPart(part, field.Key), field.Value))
            : [];

    // UserData has one object of its own whose name says nothing that a rule asks for.
    private static string LastPart(string part, string name) => part is "UserData" ? name[(name.LastIndexOf('.') + 1)..] : name;

    private static string SystemName(string name) => name.Replace(".#attributes.", "_", StringComparison.Ordinal) switch
    {
        "EventID.#text" => "EventID",
        var other => other,
    };

    private static string? Text(List<KeyValuePair<string, SigmaValue>> fields, string name) =>
        fields.Find(field => field.Key == name).Value?.Text;
}
