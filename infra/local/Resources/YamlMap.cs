using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Local.Resources;

/// <summary>A mapping of a resource file that knows where it stands, so that every mistake can be pointed at.</summary>
/// <param name="node">The mapping.</param>
/// <param name="file">The file's name.</param>
/// <param name="path">The path of this mapping, e.g. <c>spec.metadata[0]</c>; empty for the document.</param>
/// <param name="key">The key it is the value of; null for a document or a list's item.</param>
internal sealed class YamlMap(YamlMappingNode node, string file, string path, YamlNode? key = null)
{
    public SourcePlace Place { get; } = new(file, (int)(key ?? node).Start.Line);

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <summary>The line of a key; of the mapping when the key is absent.</summary>
    public SourcePlace PlaceOf(string key) => KeyNode(key) is { } found ? new(file, (int)found.Start.Line) : Place;

    public bool Has(string key) => Find(key) is not null;

    /// <summary>A scalar as text; null when absent or empty.</summary>
    public string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode scalar => IsNull(scalar) ? null : scalar.Value,
        _ => throw Wrong(key, "must be a single value"),
    };

    public string Required(string key) =>
        Text(key) is { Length: > 0 } text ? text : throw Wrong(key, "is required");

    /// <summary>A mapping below this one; null when absent.</summary>
    public YamlMap? Map(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode scalar when IsNull(scalar) => null,
        YamlMappingNode map => new YamlMap(map, file, Path(key), KeyNode(key)),
        _ => throw Wrong(key, "must be a mapping (key: value)"),
    };

    public YamlMap RequiredMap(string key) => Map(key) ?? throw Wrong(key, "is required and must be a mapping (key: value)");

    /// <summary>A list of mappings; empty when absent.</summary>
    public IReadOnlyList<YamlMap> Maps(string key) =>
        [.. Items(key).Select((item, index) => item is YamlMappingNode map
            ? new YamlMap(map, file, $"{Path(key)}[{index}]")
            : throw Fail(item, $"{Path(key)}[{index}]", "must be a mapping (key: value)"))];

    /// <summary>A list of texts; empty when absent.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).Select((item, index) => item is YamlScalarNode { Value: { } text }
            ? text
            : throw Fail(item, $"{Path(key)}[{index}]", "must be a single value"))];

    /// <summary>A mapping of texts, e.g. a subscription's metadata; keys case-insensitive, empty when absent.</summary>
    public Dictionary<string, string> TextMap(string key)
    {
        var map = Map(key);
        return map is null ? [] : map.Keys.ToDictionary(name => name, name => map.Text(name) ?? "", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A value of any shape as text: scalars as they are, mappings and lists as JSON, as daprd stores them.</summary>
    public string AnyText(string key) => Find(key) switch
    {
        null => "",
        YamlScalarNode scalar => IsNull(scalar) ? "" : scalar.Value ?? "",
        var other => YamlJson.Write(other),
    };

    public bool Flag(string key, bool fallback) => Text(key)?.ToLowerInvariant() switch
    {
        null => fallback,
        "true" => true,
        "false" => false,
        var other => throw Wrong(key, $"must be true or false, not '{other}'"),
    };

    public int? Number(string key) =>
        Text(key) is not { } text ? null
        : int.TryParse(text, out var number) ? number
        : throw Wrong(key, $"must be a whole number, not '{text}'");

    public TimeSpan? Duration(string key, TimeSpan bareUnit) =>
        Text(key) is not { } text ? null
        : GoDuration.TryParse(text, bareUnit, out var duration) ? duration
        : throw Wrong(key, $"must be a duration such as 500ms, 30s or 1h30m, not '{text}'");

    public TimeSpan RequiredDuration(string key, TimeSpan bareUnit) =>
        Duration(key, bareUnit) ?? throw Wrong(key, "must be a duration such as 500ms, 30s or 1h30m");

    /// <summary>Refuses keys that mean nothing here; a mistyped key would otherwise be ignored in silence.</summary>
    public void Only(params ReadOnlySpan<string> allowed)
    {
        foreach (var key in Keys)
        {
            if (!allowed.Contains(key)) throw Wrong(key, $"is not a key here; allowed are {string.Join(", ", allowed)}");
        }
    }

    /// <summary>A mistake at a key (at the mapping itself when the key is absent).</summary>
    public ResourceException Wrong(string key, string problem) => new(PlaceOf(key), Path(key), problem);

    private ResourceException Fail(YamlNode at, string key, string problem) => new(new SourcePlace(file, (int)at.Start.Line), key, problem);

    private IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlScalarNode scalar when IsNull(scalar) => [],
        YamlSequenceNode list => list.Children,
        _ => throw Wrong(key, "must be a list (- item)"),
    };

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private YamlNode? Find(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private YamlNode? KeyNode(string key) => node.Children.Keys.FirstOrDefault(k => k is YamlScalarNode scalar && scalar.Value == key);

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style is ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";
}
