using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr;

/// <summary>What a topic route says of itself.</summary>
internal sealed record Subscription(Topic Topic, BulkOptions? Bulk);

/// <summary>The answer to <c>GET /dapr/subscribe</c>.</summary>
internal static class SubscriptionList
{
    public static async Task WriteAsync(HttpContext context, IEnumerable<Endpoint> endpoints)
    {
        var topics = endpoints.Select(e => e.Metadata.GetMetadata<Subscription>()).OfType<Subscription>()
            .GroupBy(s => (s.Topic.PubSubName, s.Topic.Name));
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartArray();
        foreach (var topic in topics)
            Write(writer, [.. topic]);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Subscription[] routes)
    {
        var first = routes.FirstOrDefault(r => r.Topic.Match is null) ?? routes[0];
        writer.WriteStartObject();
        writer.WriteString("pubsubname"u8, first.Topic.PubSubName);
        writer.WriteString("topic"u8, first.Topic.Name);
        WriteRoutes(writer, routes);
        if (first.Topic.DeadLetterTopic is { } dead)
            writer.WriteString("deadLetterTopic"u8, dead);
        StateBody.WriteMetadata(writer, first.Topic.Metadata);
        if (first.Bulk is { } bulk)
            WriteBulk(writer, bulk);
        writer.WriteEndObject();
    }

    private static void WriteRoutes(Utf8JsonWriter writer, Subscription[] routes)
    {
        writer.WriteStartObject("routes"u8);
        writer.WriteStartArray("rules"u8);
        foreach (var route in routes.Where(r => r.Topic.Match is not null).OrderBy(r => r.Topic.Priority))
        {
            writer.WriteStartObject();
            writer.WriteString("match"u8, route.Topic.Match);
            writer.WriteString("path"u8, route.Topic.Route);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (routes.FirstOrDefault(r => r.Topic.Match is null) is { } last)
            writer.WriteString("default"u8, last.Topic.Route);
        writer.WriteEndObject();
    }

    private static void WriteBulk(Utf8JsonWriter writer, BulkOptions bulk)
    {
        writer.WriteStartObject("bulkSubscribe"u8);
        writer.WriteBoolean("enabled"u8, true);
        writer.WriteNumber("maxMessagesCount"u8, bulk.MaxMessages);
        writer.WriteNumber("maxAwaitDurationMs"u8, (long)bulk.MaxWait.TotalMilliseconds);
        writer.WriteEndObject();
    }
}
