namespace Platform.Load.Replay;

/// <summary>One record of a file.</summary>
/// <param name="Line">Where it stands, from 1; a CSV header is line 1.</param>
/// <param name="Values">Its values in the order of the columns; null where there is none.</param>
internal readonly record struct Row(long Line, string?[] Values);

/// <summary>A file being read from the beginning.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>The columns' names.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, once, as they are read. A row's array is used again for the next row.</summary>
    IEnumerable<Row> Rows();
}
