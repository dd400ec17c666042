using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr;

/// <summary>A bulk delivery: well-formed entries for the handler, ids of the others.</summary>
internal sealed record ParsedDelivery<TData>(List<BulkEntry<TData>> Entries, List<string> Malformed);

/// <summary>Walks a bulk delivery without building a tree; an entry that cannot be read spoils only itself.</summary>
internal static class BulkReader
{
    // The walk itself takes any depth: a deep event must not spoil its neighbours. The reader of the event has the usual limit.
    private static readonly JsonReaderOptions anyDepth = new() { MaxDepth = int.MaxValue };

    public static ParsedDelivery<TData> Read<TData>(ReadOnlySpan<byte> body, JsonTypeInfo<TData> info)
    {
        var delivery = new ParsedDelivery<TData>([], []);
        try
        {
            var reader = new Utf8JsonReader(body, anyDepth);
            if (FindEntries(ref reader))
                ReadEntries(ref reader, body, info, delivery);
            return delivery;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadHttpRequestException("The delivery is not a bulk envelope.", StatusCodes.Status400BadRequest, e);
        }
    }

    private static bool FindEntries(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("entries"u8);
            reader.Read();
            if (found)
                return reader.TokenType is JsonTokenType.StartArray;
            reader.Skip();
        }
        return false;
    }

    private static void ReadEntries<TData>(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, JsonTypeInfo<TData> info, ParsedDelivery<TData> delivery)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            var (id, place) = ReadEntry(ref reader);
            if (id is null)
                continue;
            if (CloudEventReader.Read(body[place], info) is { } cloudEvent)
                delivery.Entries.Add(new(id, cloudEvent));
            else
                delivery.Malformed.Add(id);
        }
    }

    private static (string? Id, Range Event) ReadEntry(ref Utf8JsonReader reader)
    {
        var (id, place) = ((string?)null, default(Range));
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var (isId, isEvent) = (reader.ValueTextEquals("entryId"u8), reader.ValueTextEquals("event"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isId)
                id = reader.GetString();
            reader.Skip();
            if (isEvent)
                place = start..(int)reader.BytesConsumed;
        }
        return (id, place);
    }
}
