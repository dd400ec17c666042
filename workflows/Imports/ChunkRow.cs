using Platform.Contracts;

namespace Platform.Workflows.Imports;

/// <summary>A line of a chunk: an event, or why there is none.</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Event">The event; null for a row that could not be read.</param>
/// <param name="Errors">What is wrong; null for an event.</param>
internal sealed record ChunkRow(long Line, Transaction? Event, IReadOnlyList<FieldError>? Errors = null);

/// <summary>A line of a file with rejected lines.</summary>
/// <param name="Line">Where it stands in the imported file, from 1.</param>
/// <param name="Errors">What is wrong with which field.</param>
internal sealed record RejectedLine(long Line, IReadOnlyList<FieldError> Errors);

/// <summary>Makes one reason of the many that differ in a row's own values only.</summary>
internal static class ReasonText
{
    private const int MaxLength = 160;

    /// <summary>The field and what is expected, with an ellipsis for a quoted value.</summary>
    public static string Of(FieldError error)
    {
        var (first, last) = (error.Message.IndexOf('\''), error.Message.LastIndexOf("' is not ", StringComparison.Ordinal));
        var message = first >= 0 && last > first ? $"{error.Message[..first]}'…{error.Message[last..]}" : error.Message;
        var text = error.Field.Length > 0 ? $"{error.Field}: {message}" : message;
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }
}
