namespace Platform.EventFiles;

/// <summary>A file, a mapping or a row that cannot be read; the message is for the user and says where and what is expected.</summary>
public sealed class EventFileException : Exception
{
    /// <summary>A file or mapping that cannot be used at all.</summary>
    /// <param name="message">What is wrong, in plain words.</param>
    public EventFileException(string message) : base(message) => Reason = message;

    /// <summary>One row that cannot be used; the others are not affected.</summary>
    /// <param name="line">Where it stands, from 1.</param>
    /// <param name="field">The event's field that is wrong, by its JSON name; empty when the row as a whole cannot be read.</param>
    /// <param name="column">The column it was read from; null when that is not known.</param>
    /// <param name="reason">What is wrong, in plain words.</param>
    public EventFileException(long line, string field, string? column, string reason)
        : base($"Line {line}{(column is null ? "" : $", column {column}")}: {reason}") =>
        (Line, Field, Reason) = (line, field, column is null ? reason : $"column {column}: {reason}");

    /// <summary>Where the row stands, from 1; null when it is not about one row.</summary>
    public long? Line { get; }

    /// <summary>The event's field that is wrong, by its JSON name; empty when it is not about one field.</summary>
    public string Field { get; } = "";

    /// <summary>What is wrong, without the line.</summary>
    public string Reason { get; }
}
