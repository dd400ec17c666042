using System.Text.Json;
using System.Text.Unicode;
using Platform.Contracts;

namespace Platform.Ingest;

/// <summary>Reads one security event from its bytes. Whatever is sent, the outcome is an event or a list of what is wrong.</summary>
internal static class ReadSecurityEvent
{
    private static readonly SecurityEventValidator validator = new();

    /// <summary>Reads and validates one event.</summary>
    /// <param name="json">The bytes of one JSON object, as they came.</param>
    /// <returns>The event and no errors, or null and at least one error.</returns>
    public static (SecurityEvent? Event, IReadOnlyList<FieldError> Errors) Decide(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return (null, [new("", "The event is not valid UTF-8.")]);

        try
        {
            if (JsonSerializer.Deserialize(json, ContractsJson.Default.SecurityEvent) is not { } e)
                return (null, [new("", "A JSON object is expected.")]);

            List<FieldError> errors = [.. validator.Validate(e).Errors
                .Select(failure => new FieldError(JsonNamingPolicy.CamelCase.ConvertName(failure.PropertyName), failure.ErrorMessage))];
            return (errors.Count is 0 ? e : null, errors);
        }
        catch (JsonException wrong)
        {
            return (null, JsonErrors.Of(wrong));
        }
        catch (InvalidOperationException)
        {
            // The reader accepts "\ud800" as a token and refuses it as a text.
            return (null, [new("", "The text has an incomplete \\u escape.")]);
        }
    }
}
