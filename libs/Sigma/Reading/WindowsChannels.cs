namespace Platform.Sigma.Reading;

/// <summary>Which log sources a Windows event belongs to, by its channel and number.</summary>
internal sealed class WindowsChannels
{
    private const string Product = "windows";
    private const string FileName = "windows-events.yaml";

    private readonly Dictionary<string, string> services;
    private readonly ILookup<(string Service, string Id), Kind> kinds;

    private WindowsChannels(YamlFields file)
    {
        var channels = file.Inner("services") ?? throw file.Error(file.Map, "'services' is missing.");
        services = channels.Map.Entries.Select(entry => entry.Key.Value)
            .SelectMany(channels.Texts, KeyValuePair.Create)
            .ToDictionary(each => each.Value, each => each.Key, StringComparer.OrdinalIgnoreCase);
        kinds = file.Inners("events").SelectMany(kind => kind.Texts("ids"), (kind, id) => (kind, id)).ToLookup(
            each => (each.kind.Needed("service"), each.id),
            each => new Kind(each.kind.Texts("categories"), each.kind.Text("type")));
    }

    public static WindowsChannels Shipped() => new(EmbeddedFile.Fields(FileName));

    public IReadOnlyList<SigmaLogSource> Sources(string? channel, string? id, string? type)
    {
        var service = services.GetValueOrDefault(channel ?? "");
        var categories = kinds[(service ?? "", id ?? "")].Where(kind => kind.Type is null || kind.Type == type)
            .SelectMany(kind => kind.Categories).Distinct();
        return [new(null, Product, service), .. categories.Select(category => new SigmaLogSource(category, Product, service))];
    }

    // What events of a number are; with a type only those of that type.
    private sealed record Kind(IReadOnlyList<string> Categories, string? Type);
}
