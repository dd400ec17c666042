using System.Text.Json;

namespace Platform.Contracts;

/// <summary>Says in plain words where JSON is wrong, without names of our types.</summary>
public static class JsonErrors
{
    /// <summary>What is wrong with which field; each missing field on its own.</summary>
    /// <param name="e">From reading JSON.</param>
    /// <returns>At least one; the field is empty when the document as a whole cannot be read.</returns>
    public static IReadOnlyList<FieldError> Of(JsonException e)
    {
        var prefix = e.Path is { Length: > 1 } path ? path.TrimStart('$').TrimStart('.') : "";
        if (!e.Message.Contains("missing required", StringComparison.Ordinal))
            return [new(prefix, Reason(e.Message) + Position(e))];
        var list = e.Message[(e.Message.IndexOf(": '", StringComparison.Ordinal) + 1)..];
        return [.. list.Split('\'').Where((_, index) => index % 2 == 1)
            .Select(name => new FieldError(Join(prefix, name), "This field is required"))];
    }

    private static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";

    private static string Position(JsonException e) =>
        e.LineNumber is { } line ? $" (line {line + 1}, byte {(e.BytePositionInLine ?? 0) + 1})" : "";

    // The reader's own words name .NET types and options; these are the cases that senders meet.
    private static string Reason(string message) => message switch
    {
        _ when message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase) => "This field is given twice",
        _ when message.Contains("depth", StringComparison.Ordinal) => "The JSON is nested too deeply",
        _ when message.Contains("doesn't allow null", StringComparison.Ordinal) => "This must not be null",
        _ when message.Contains("could not be converted", StringComparison.Ordinal) => "The value is not of the expected kind",
        _ when message.Contains("transcode", StringComparison.Ordinal) || message.Contains("UTF-8", StringComparison.Ordinal)
            => "The text is not valid UTF-8",
        _ when message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) => "The body is empty or cut off",
        _ => "This is not valid JSON",
    };
}
