using CsvHelper;

namespace Platform.Load.Replay;

/// <summary>Reads comma-separated values with a header.</summary>
internal sealed class CsvRows : IRowReader
{
    private static readonly CsvReaderOptions Options = new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        SkipEmptyLines = true,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MalformedData = CsvMalformedDataHandling.Throw,
        PoolStrings = true,
    };

    private readonly Source source;
    private readonly CsvReader reader;

    public CsvRows(Source source)
    {
        this.source = source;
        reader = CsvReader.Create(source.Stream, Options, leaveOpen: true);
        Columns = [.. Guarded(() => reader.Headers)];
    }

    public IReadOnlyList<string> Columns { get; }

    public IEnumerable<Row> Rows()
    {
        var values = new string?[Columns.Count];
        while (Guarded(reader.Read))
        {
            for (var i = 0; i < values.Length; i++) values[i] = reader.IsEmpty(i) ? null : reader.GetString(i);
            yield return new(reader.LineNumber, values);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        source.Dispose();
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new ReplayException($"Line {e.LineNumber}: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ReplayException($"The file is damaged or cut off: {e.Message}");
        }
    }
}
