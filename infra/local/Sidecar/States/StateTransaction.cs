using System.Net;
using System.Text.Json;

namespace Platform.Local.Sidecar.States;

/// <summary>One step of a transaction.</summary>
internal sealed record StateOperation(bool IsDelete, StateRequest Item)
{
    /// <summary>Whether it only says what the event of the same key's other operation carries; it is not stored.</summary>
    public bool IsProjection => Item.Metadata.TryGetValue("outbox.projection", out var text) && bool.TryParse(text, out var yes) && yes;
}

/// <summary>The body of <c>POST …/transaction</c>.</summary>
internal sealed record StateTransaction(IReadOnlyList<StateOperation> Operations, IReadOnlyDictionary<string, string> Metadata)
{
    public static StateTransaction Read(ReadOnlyMemory<byte> body) => StateRequest.Guard(() =>
    {
        var reader = StateRequest.Json(body);
        StateRequest.Expect(ref reader, JsonTokenType.StartObject, "an object with operations");
        var operations = new List<StateOperation>();
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isOperations, isMetadata) = (reader.NameIs("operations"u8), reader.NameIs("metadata"u8));
            reader.Read();
            if (isOperations) ReadOperations(ref reader, body, operations);
            else if (isMetadata) metadata = reader.ReadTexts();
            else reader.Skip();
        }

        StateRequest.Finish(ref reader);
        return new StateTransaction(operations, metadata);
    });

    /// <summary>The operations alone, as actors send them.</summary>
    public static List<StateOperation> ReadOperations(ReadOnlyMemory<byte> body) => StateRequest.Guard(() =>
    {
        var reader = StateRequest.Json(body);
        reader.Read();
        var operations = new List<StateOperation>();
        ReadOperations(ref reader, body, operations);
        StateRequest.Finish(ref reader);
        return operations;
    });

    private static void ReadOperations(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<StateOperation> operations)
    {
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("operations must be an array");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) operations.Add(ReadOperation(ref reader, body));
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("each operation must be an object");
    }

    private static StateOperation ReadOperation(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var (kind, item) = ("", new StateRequest());
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isKind, isRequest) = (reader.NameIs("operation"u8), reader.NameIs("request"u8));
            reader.Read();
            if (isKind) kind = reader.ReadText() ?? "";
            else if (isRequest) item = StateRequest.ReadItem(ref reader, body);
            else reader.Skip();
        }

        return kind is "upsert" or "delete"
            ? new StateOperation(kind == "delete", item)
            : throw new ApiException(
                HttpStatusCode.BadRequest, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {kind} not supported");
    }
}
