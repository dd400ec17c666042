using Platform.Sigma.Reading;

namespace Platform.Sigma;

/// <summary>What a kind of event is in Sigma's words: its log sources, and where the fields are that rules ask for.</summary>
public sealed class FieldMapping
{
    private FieldMapping(YamlFields file)
    {
        Kind = file.Needed("kind");
        When = Source(file.Inner("when"));
        Sources = [.. file.Inners("logsources").Select(Source)];
        var fields = file.Inner("fields") ?? throw file.Error(file.Map, "'fields' is missing.");
        Fields = fields.Map.Entries.Select(entry => entry.Key.Value).ToDictionary(name => name, fields.Texts, StringComparer.Ordinal);
    }

    /// <summary>The kind of event, e.g. process.</summary>
    public string Kind { get; }

    /// <summary>What the event's own source must be; parts that are null may be anything.</summary>
    public SigmaLogSource When { get; }

    /// <summary>The log sources of such an event; parts that are null are the event's own.</summary>
    public IReadOnlyList<SigmaLogSource> Sources { get; }

    /// <summary>For each of Sigma's names the event's, in the order in which they are tried after Sigma's own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; }

    /// <summary>Reads a mapping.</summary>
    /// <param name="yaml">The text: kind, when, logsources, fields.</param>
    /// <param name="file">A name for messages.</param>
    /// <returns>The mapping.</returns>
    /// <exception cref="SigmaException">It has a mistake; the message says where.</exception>
    public static FieldMapping Parse(string yaml, string file) => new(YamlFields.Of(yaml, file));

    private static SigmaLogSource Source(YamlFields? parts) =>
        parts is null ? default : new(parts.Text("category"), parts.Text("product"), parts.Text("service"));
}
