using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Dapr;

/// <summary>The JSON of state calls.</summary>
internal static class StateBody
{
    public static string Text(ConcurrencyMode mode) => mode is ConcurrencyMode.FirstWrite ? "first-write" : "last-write";

    public static string Text(ConsistencyMode mode) => mode is ConsistencyMode.Strong ? "strong" : "eventual";

    public static void WriteKeys(
        Utf8JsonWriter writer, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("keys"u8);
        foreach (var key in keys)
            writer.WriteStringValue(key);
        writer.WriteEndArray();
        if (parallelism is { } number)
            writer.WriteNumber("parallelism"u8, number);
        WriteMetadata(writer, metadata);
        writer.WriteEndObject();
    }

    public static void WriteItems<TValue>(Utf8JsonWriter writer, IReadOnlyList<SaveStateItem<TValue>> items, JsonTypeInfo<TValue> info)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, item.Key);
            writer.WritePropertyName("value"u8);
            JsonSerializer.Serialize(writer, item.Value, info);
            WriteRest(writer, item.ETag, item.StateOptions, item.Metadata);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static void WriteTransaction(
        Utf8JsonWriter writer, IReadOnlyList<StateTransactionRequest> operations, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("operations"u8);
        foreach (var operation in operations)
            WriteOperation(writer, operation);
        writer.WriteEndArray();
        WriteMetadata(writer, metadata);
        writer.WriteEndObject();
    }

    public static IReadOnlyList<BulkStateItem<TValue>> ReadBulk<TValue>(byte[] body, JsonTypeInfo<TValue> info)
    {
        var items = new List<BulkStateItem<TValue>>();
        if (body.Length == 0)
            return items;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            items.Add(ReadItem(ref reader, info));
        return items;
    }

    private static BulkStateItem<TValue> ReadItem<TValue>(ref Utf8JsonReader reader, JsonTypeInfo<TValue> info)
    {
        var (key, etag, error, value) = ("", "", (string?)null, default(TValue));
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
                value = ReadValue(ref reader, info);
            else if (reader.ValueTextEquals("key"u8))
                key = ReadText(ref reader) ?? "";
            else if (reader.ValueTextEquals("etag"u8))
                etag = ReadText(ref reader) ?? "";
            else if (reader.ValueTextEquals("error"u8))
                error = ReadText(ref reader);
            else
                reader.Skip();
        }
        return string.IsNullOrEmpty(error) ? new(key, value, etag)
            : throw new DaprException($"The state of '{key}' cannot be read: {error}");
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    private static TValue? ReadValue<TValue>(ref Utf8JsonReader reader, JsonTypeInfo<TValue> info)
    {
        reader.Read();
        return JsonSerializer.Deserialize(ref reader, info);
    }

    private static void WriteOperation(Utf8JsonWriter writer, StateTransactionRequest operation)
    {
        writer.WriteStartObject();
        writer.WriteString("operation"u8, operation.OperationType is StateOperationType.Delete ? "delete"u8 : "upsert"u8);
        writer.WriteStartObject("request"u8);
        writer.WriteString("key"u8, operation.Key);
        if (operation.OperationType is StateOperationType.Upsert)
            WriteRaw(writer, operation.Value);
        WriteRest(writer, operation.ETag, operation.Options, operation.Metadata);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter writer, byte[]? json)
    {
        writer.WritePropertyName("value"u8);
        writer.WriteRawValue(json is null ? "null"u8 : json);
    }

    private static void WriteRest(
        Utf8JsonWriter writer, string? etag, StateOptions? options, IReadOnlyDictionary<string, string>? metadata)
    {
        if (etag is not null)
            writer.WriteString("etag"u8, etag);
        WriteMetadata(writer, metadata);
        if (options is null)
            return;
        writer.WriteStartObject("options"u8);
        if (options.Concurrency is { } concurrency)
            writer.WriteString("concurrency"u8, Text(concurrency));
        if (options.Consistency is { } consistency)
            writer.WriteString("consistency"u8, Text(consistency));
        writer.WriteEndObject();
    }

    internal static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
            return;
        writer.WriteStartObject("metadata"u8);
        foreach (var (key, value) in metadata)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
