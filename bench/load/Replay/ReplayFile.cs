using Platform.Contracts;
using Platform.EventFiles;

namespace Platform.Load.Replay;

/// <summary>An event of a file.</summary>
/// <param name="Transaction">As it is sent.</param>
/// <param name="FileTime">When it happened by the file's own clock.</param>
/// <param name="Label">The truth, which the platform is never told; null when the file has none.</param>
internal readonly record struct ReplayEvent(Transaction Transaction, DateTimeOffset FileTime, bool? Label);

/// <summary>What a first pass over a file finds.</summary>
/// <param name="Lines">Its events.</param>
/// <param name="First">Time of the first line.</param>
/// <param name="Last">The latest time.</param>
internal sealed record Survey(long Lines, DateTimeOffset First, DateTimeOffset Last);

/// <summary>A file whose mapping is known; it can be read any number of times.</summary>
internal sealed class ReplayFile
{
    private readonly string path;
    private readonly HashSet<string>? positiveAccounts;

    private ReplayFile(string path, Mapping mapping)
    {
        (this.path, Mapping) = (path, mapping);
        positiveAccounts = LabelTable.Read(path, mapping);
    }

    /// <summary>Which column is what.</summary>
    public Mapping Mapping { get; }

    /// <summary>Amounts raised to the mapping's least in the latest reading.</summary>
    public long Raised { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="ReplayException">No shipped mapping fits.</exception>
    /// <exception cref="EventFileException">No such file, it is damaged, or the mapping has a mistake.</exception>
    public static ReplayFile Open(string path, string? mappingPath) =>
        new(path, mappingPath is null ? Choose(path) : MappingFile.Read(mappingPath));

    /// <summary>Reads the whole file once for its size and span.</summary>
    /// <exception cref="ReplayException">It is empty.</exception>
    public Survey Survey()
    {
        using var reader = SourceFile.Open(path, Mapping);
        var mapper = new RowMapper(Mapping, reader.Columns, positiveAccounts);
        var (lines, first, last) = (0L, default(DateTimeOffset), DateTimeOffset.MinValue);
        foreach (var row in reader.Rows())
        {
            var time = mapper.TimeOf(row);
            if (lines++ == 0) first = time;
            if (time > last) last = time;
        }

        return lines > 0 ? new(lines, first, last) : throw new ReplayException($"{path} has no events.");
    }

    /// <summary>The events in the file's order.</summary>
    /// <param name="idPrefix">Put before every id.</param>
    /// <param name="timing">Gives the time an event is sent with.</param>
    public IEnumerable<ReplayEvent> Events(string idPrefix, Func<DateTimeOffset, DateTimeOffset> timing)
    {
        using var reader = SourceFile.Open(path, Mapping);
        var mapper = new RowMapper(Mapping, reader.Columns, positiveAccounts);
        foreach (var row in reader.Rows())
        {
            var time = mapper.TimeOf(row);
            yield return new(mapper.Map(row, timing(time), idPrefix), time, mapper.LabelOf(row));
            Raised = mapper.Raised;
        }
    }

    private static Mapping Choose(string path) => MappingChoice.For(path)
        ?? throw new ReplayException(
            $"No shipped mapping fits the columns of {path}; pass one: --mapping FILE (see libs/EventFiles/mappings).");
}
