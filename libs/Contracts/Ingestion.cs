namespace Platform.Contracts;

/// <summary>What became of the events of one request, or of the lines of entries for a list.</summary>
/// <param name="Accepted">Events the broker took; they will be decided. Entries: those that are new on the list.</param>
/// <param name="Duplicates">Events whose id was accepted within the last 24 hours. Entries: those that replaced one of that value.</param>
/// <param name="Rejected">Events that were refused, in order; the others are not affected.</param>
public sealed record IngestResult(int Accepted, int Duplicates, IReadOnlyList<RejectedEvent> Rejected)
{
    /// <summary>Events that were refused beyond those listed: an answer lists the first 1,000 and counts the others.</summary>
    public int Unlisted { get; init; }
}

/// <summary>An event that was refused.</summary>
/// <param name="Index">Its position in the request, from 0 (line of NDJSON, element of an array).</param>
/// <param name="Errors">What is wrong with which field.</param>
public sealed record RejectedEvent(int Index, IReadOnlyList<FieldError> Errors);

/// <summary>One thing wrong with one field.</summary>
/// <param name="Field">The field's JSON name; empty when the event as a whole cannot be read.</param>
/// <param name="Message">What is expected, in plain words.</param>
public sealed record FieldError(string Field, string Message);
