using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr;

/// <summary>Writes the status words that the sidecar expects; they must be upper case.</summary>
internal static class DeliveryAnswer
{
    public static void Write(HttpResponse response, Delivery delivery)
    {
        using var writer = Open(response);
        writer.WriteStartObject();
        writer.WriteString("status"u8, Word(delivery));
        writer.WriteEndObject();
    }

    public static void Write<TData>(HttpResponse response, ParsedDelivery<TData> delivery, IReadOnlyList<Delivery> answers)
    {
        using var writer = Open(response);
        writer.WriteStartObject();
        writer.WriteStartArray("statuses"u8);
        for (var i = 0; i < answers.Count; i++)
            WriteEntry(writer, delivery.Entries[i].EntryId, answers[i]);
        foreach (var id in delivery.Malformed)
            WriteEntry(writer, id, Delivery.Drop);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Utf8JsonWriter Open(HttpResponse response)
    {
        response.ContentType = "application/json";
        return new(response.BodyWriter);
    }

    private static void WriteEntry(Utf8JsonWriter writer, string id, Delivery delivery)
    {
        writer.WriteStartObject();
        writer.WriteString("entryId"u8, id);
        writer.WriteString("status"u8, Word(delivery));
        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Word(Delivery delivery) => delivery switch
    {
        Delivery.Success => "SUCCESS"u8,
        Delivery.Drop => "DROP"u8,
        _ => "RETRY"u8,
    };
}
