using CsvHelper;

namespace Platform.EventFiles;

/// <summary>
/// Reads comma-separated values with a header. A record is one line: a quote that is never closed spoils its line and not the rest of the
/// file.
/// </summary>
internal sealed class CsvRows : IRowReader
{
    private const int MaxLineBytes = 1 << 20;
    private const string BadQuotes = "its quotes do not match";

    private readonly Source source;
    private readonly CsvReader reader;
    private readonly HashSet<long> badQuotes = [];

    public CsvRows(Source source)
    {
        this.source = source;
        reader = CsvReader.Create(source.Stream, Options(badQuotes), leaveOpen: true);
        Columns = [.. Damage.Guard(() => reader.Headers, () => 0)];
    }

    public IReadOnlyList<string> Columns { get; }

    public IEnumerable<Row> Rows()
    {
        var values = new string?[Columns.Count];
        var line = 1L;
        while (Damage.Guard(reader.Read, () => line))
        {
            line = reader.LineNumber;
            yield return new(line, values) { Error = Fill(values) };
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        source.Dispose();
    }

    private static CsvReaderOptions Options(HashSet<long> badQuotes) => new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        SkipEmptyLines = true,
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = MaxLineBytes,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
        MalformedData = CsvMalformedDataHandling.Recover,
        OnMalformedRecord = record => badQuotes.Add(record.LineNumber),
        PoolStrings = true,
    };

    private string? Fill(string?[] values)
    {
        if (badQuotes.Remove(reader.LineNumber)) return BadQuotes;
        if (reader.FieldCount != values.Length) return $"it has {reader.FieldCount} values, the header has {values.Length}";

        for (var i = 0; i < values.Length; i++) values[i] = reader.IsEmpty(i) ? null : reader.GetString(i);
        return null;
    }
}
