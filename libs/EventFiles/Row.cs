namespace Platform.EventFiles;

/// <summary>One record of a file.</summary>
/// <param name="Line">Where it stands, from 1; a CSV header is line 1.</param>
/// <param name="Values">Its values in the order of the columns; null where there is none.</param>
public readonly record struct Row(long Line, string?[] Values)
{
    /// <summary>Why the line is no record (a value too many, not JSON), so that its values mean nothing; null for a good one.</summary>
    public string? Error { get; init; }
}

/// <summary>A file being read from the beginning.</summary>
public interface IRowReader : IDisposable
{
    /// <summary>The columns' names.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// The rows, once, as they are read; a line that is no record is one with <see cref="Row.Error"/>. A row's array is used again for the
    /// next row.
    /// </summary>
    /// <returns>The rows in the file's order.</returns>
    /// <exception cref="EventFileException">While reading: the file is damaged or cut off.</exception>
    IEnumerable<Row> Rows();
}
