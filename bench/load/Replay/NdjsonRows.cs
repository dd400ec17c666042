using System.Text.Json;

namespace Platform.Load.Replay;

/// <summary>Reads one JSON object per line; the columns are the properties of the first.</summary>
internal sealed class NdjsonRows : IRowReader
{
    private readonly Source source;
    private readonly StreamReader reader;
    private readonly Dictionary<string, int> places = [];
    private string? ahead;
    private long line;

    public NdjsonRows(Source source)
    {
        this.source = source;
        reader = new(source.Stream);
        ahead = NextLine();
        if (ahead is null) return;

        using var first = Parse(ahead);
        Columns = [.. first.RootElement.EnumerateObject().Select(property => property.Name)];
        foreach (var (place, name) in Columns.Index()) places[name] = place;
    }

    public IReadOnlyList<string> Columns { get; } = [];

    public IEnumerable<Row> Rows()
    {
        var values = new string?[Columns.Count];
        for (; ahead is not null; ahead = NextLine())
        {
            Array.Clear(values);
            Fill(values, ahead);
            yield return new(line, values);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        source.Dispose();
    }

    private void Fill(string?[] values, string text)
    {
        using var json = Parse(text);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (places.TryGetValue(property.Name, out var place)) values[place] = Text(property.Value);
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private string? NextLine()
    {
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text)) return text;
        }

        return null;
    }

    private JsonDocument Parse(string text)
    {
        try
        {
            var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? json
                : throw new ReplayException($"Line {line}: not a JSON object.");
        }
        catch (JsonException)
        {
            throw new ReplayException($"Line {line}: not valid JSON.");
        }
    }
}
