using System.Text.Json;

namespace Platform.Sigma;

/// <summary>An event as rules see it: where it comes from, and its fields by Sigma's names.</summary>
public sealed class SigmaEvent
{
    private readonly Dictionary<string, SigmaValue[]> fields;
    private readonly FieldMapping? mapping;

    /// <summary>Makes an event.</summary>
    /// <param name="sources">The log sources that it belongs to; more than one where Sigma's categories overlap.</param>
    /// <param name="fields">Name and value; a name that comes again is an array. Names are case-sensitive.</param>
    /// <param name="mapping">Where else to look for a field that the event does not have by the name in the rule; null: nowhere.</param>
    public SigmaEvent(
        IReadOnlyList<SigmaLogSource> sources, IEnumerable<KeyValuePair<string, SigmaValue>> fields, FieldMapping? mapping = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Sources = sources;
        this.mapping = mapping;
        this.fields = fields.GroupBy(field => field.Key, field => field.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The log sources that it belongs to.</summary>
    public IReadOnlyList<SigmaLogSource> Sources { get; }

    internal Dictionary<string, SigmaValue[]> Fields => fields;

    /// <summary>Makes an event of names and texts.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="fields">Names and texts.</param>
    /// <returns>The event.</returns>
    public static SigmaEvent Of(SigmaLogSource source, params (string Name, string? Text)[] fields) =>
        new([source], fields.Select(field => KeyValuePair.Create(field.Name, SigmaValue.Of(field.Text))));

    /// <summary>Makes an event of a JSON object; nested objects are reached as a.b, an array is several values.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="json">The object.</param>
    /// <returns>The event.</returns>
    public static SigmaEvent FromJson(SigmaLogSource source, JsonElement json) => new([source], JsonFields.Of(json));

    /// <summary>The values of a field.</summary>
    /// <param name="field">Sigma's name of it, or the event's own.</param>
    /// <returns>They; none when the event has no such field.</returns>
    public IReadOnlyList<SigmaValue> Values(string field) => Read(field);

    internal bool IsFrom(SigmaLogSource source)
    {
        for (var i = 0; i < Sources.Count; i++)
        {
            if (source.Covers(Sources[i])) return true;
        }

        return false;
    }

    internal SigmaValue[] Read(string field)
    {
        if (fields.TryGetValue(field, out var values)) return values;
        if (mapping is null || !mapping.Fields.TryGetValue(field, out var names)) return [];

        foreach (var name in names)
        {
            if (fields.TryGetValue(name, out values)) return values;
        }

        return [];
    }
}
