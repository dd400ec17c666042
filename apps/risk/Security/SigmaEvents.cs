using System.Text.Json;
using Platform.Contracts;
using Platform.Sigma;

namespace Platform.Risk.Security;

/// <summary>A security event as detection rules see it.</summary>
internal static class SigmaEvents
{
    private static readonly FieldMappings Mappings = FieldMappings.Shipped();

    public static SigmaEvent Of(SecurityEvent e)
    {
        var source = new SigmaLogSource(e.Source?.Category, e.Source?.Product, e.Source?.Service);
        return Mappings.Read(KindOf(e.Kind), source, FieldsOf(e));
    }

    // Who did it where has a place of its own in the event, so rules find it there unless the fields say it too.
    private static IEnumerable<KeyValuePair<string, SigmaValue>> FieldsOf(SecurityEvent e)
    {
        var fields = e.Fields ?? new Dictionary<string, JsonElement>();
        var own = fields.SelectMany(field => ValuesOf(field.Value).Select(value => KeyValuePair.Create(field.Key, value)));
        (string Name, string? Text)[] entities = [("user.name", e.User ?? e.ServiceAccount), ("host.name", e.Host), ("source.ip", e.Ip)];
        return own.Concat(entities.Where(each => each.Text is not null && !fields.ContainsKey(each.Name))
            .Select(each => KeyValuePair.Create(each.Name, SigmaValue.Of(each.Text))));
    }

    private static IEnumerable<SigmaValue> ValuesOf(JsonElement json) => json.ValueKind is JsonValueKind.Array && json.GetArrayLength() > 0
        ? json.EnumerateArray().Select(SigmaValue.Of)
        : [SigmaValue.Of(json)];

    private static string KindOf(SecurityEventKind kind) => kind switch
    {
        SecurityEventKind.Process => "process",
        SecurityEventKind.Network => "network",
        SecurityEventKind.Dns => "dns",
        SecurityEventKind.Web => "web",
        SecurityEventKind.Cloud => "cloud",
        SecurityEventKind.Authentication => "auth",
        _ => "",
    };
}
