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
        this.fields = ByName(fields);
    }

    /// <summary>The log sources that it belongs to.</summary>
    public IReadOnlyList<SigmaLogSource> Sources { get; }

    /// <summary>The names of its fields, its own ones.</summary>
    public IReadOnlyCollection<string> Names => fields.Keys;

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
    public static SigmaEvent FromJson(SigmaLogSource source, JsonElement json) => new([source], JsonFields.WithObjects(json));

    /// <summary>The values of a field.</summary>
    /// <param name="field">Sigma's name of it, or the event's own.</param>
    /// <returns>They; none when the event has no such field.</returns>
    public IReadOnlyList<SigmaValue> Values(string field) => Read(field);

    // Most fields have one value; those with more are gathered first, so that a long array takes no longer than its length.
    private static Dictionary<string, SigmaValue[]> ByName(IEnumerable<KeyValuePair<string, SigmaValue>> fields)
    {
        var byName = new Dictionary<string, SigmaValue[]>(StringComparer.Ordinal);
        Dictionary<string, List<SigmaValue>>? several = null;
        foreach (var (name, value) in fields)
        {
            if (byName.TryAdd(name, [value])) continue;
            several ??= new(StringComparer.Ordinal);
            if (!several.TryGetValue(name, out var values)) several[name] = values = [.. byName[name]];
            values.Add(value);
        }

        foreach (var (name, values) in several ?? []) byName[name] = [.. values];
        return byName;
    }

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
