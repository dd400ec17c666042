using System.Text.Json;
using System.Text.Unicode;
using Platform.Contracts;

namespace Platform.Ingest;

/// <summary>Reads one event from its bytes. Whatever is sent, the outcome is a transaction or a list of what is wrong.</summary>
internal static class ReadTransaction
{
    private static readonly JsonReaderOptions Flat = new() { MaxDepth = 16 };

    /// <summary>Reads and validates one event.</summary>
    /// <param name="json">The bytes of one JSON object, as they came.</param>
    /// <returns>The transaction and no errors, or null and at least one error.</returns>
    /// <remarks>O(length); no exception for wrong values, one for text that is not JSON.</remarks>
    public static (Transaction? Event, IReadOnlyList<FieldError> Errors) Decide(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return (null, [new("", "The event is not valid UTF-8.")]);
        }

        var fields = new TransactionFields();
        Parse(json, fields);
        if (fields.Build() is not { } transaction)
        {
            return (null, fields.Errors);
        }

        var errors = TransactionCheck.Errors(transaction);
        return (errors.Count is 0 ? transaction : null, errors);
    }

    private static void Parse(ReadOnlySpan<byte> json, TransactionFields fields)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Flat);
            ReadObject(ref reader, fields);
        }
        catch (JsonException e)
        {
            fields.Reject($"This is not valid JSON (at byte {e.BytePositionInLine ?? 0} of the event).");
        }
        catch (InvalidOperationException)
        {
            // The reader accepts "\ud800" as a token and refuses it as a text.
            fields.Reject("The text has an incomplete \\u escape.");
        }
    }

    private static void ReadObject(ref Utf8JsonReader reader, TransactionFields fields)
    {
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            fields.Reject("A JSON object is expected.");
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            fields.ReadProperty(ref reader);
        }

        fields.LeaveProperty();
        if (reader.Read())
        {
            fields.Reject("There is something after the object.");
        }
    }
}
