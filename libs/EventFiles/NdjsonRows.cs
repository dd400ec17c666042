using System.Text.Json;

namespace Platform.EventFiles;

/// <summary>Reads one JSON object per line; the columns are the properties of the first, and those that are asked for.</summary>
internal sealed class NdjsonRows : IRowReader
{
    private readonly Source source;
    private readonly LineSource lines;
    private readonly Dictionary<string, int> places = [];
    private readonly List<string> columns = [];
    private string? ahead;

    /// <summary>Reads the first line.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="optional">Columns that count even when the first line has no such property.</param>
    /// <exception cref="EventFileException">The first line is not a JSON object, so there is no telling what the file is.</exception>
    public NdjsonRows(Source source, IEnumerable<string> optional)
    {
        this.source = source;
        lines = new(source.Stream);
        ahead = lines.Next();
        if (ahead is null) return;

        using var first = JsonOf(ahead, out var error);
        if (first is null) throw new EventFileException($"Line {lines.Line}: {error}.");
        foreach (var name in first.RootElement.EnumerateObject().Select(property => property.Name).Concat(optional))
        {
            if (places.TryAdd(name, columns.Count)) columns.Add(name);
        }
    }

    public IReadOnlyList<string> Columns => columns;

    public IEnumerable<Row> Rows()
    {
        var values = new string?[columns.Count];
        for (; ahead is not null; ahead = lines.Next())
        {
            Array.Clear(values);
            yield return new(lines.Line, values) { Error = Fill(values, ahead) };
        }
    }

    public void Dispose()
    {
        lines.Dispose();
        source.Dispose();
    }

    private string? Fill(string?[] values, string text)
    {
        using var json = JsonOf(text, out var error);
        if (json is null) return error;

        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (places.TryGetValue(property.Name, out var place)) values[place] = Text(property.Value);
        }

        return null;
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static JsonDocument? JsonOf(string text, out string? error)
    {
        try
        {
            var json = JsonDocument.Parse(text);
            error = json.RootElement.ValueKind is JsonValueKind.Object ? null : "not a JSON object";
            if (error is null) return json;

            json.Dispose();
        }
        catch (JsonException)
        {
            error = "not valid JSON";
        }

        return null;
    }
}
