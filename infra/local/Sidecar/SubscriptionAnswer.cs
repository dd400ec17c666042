using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Platform.Local.Resources;

namespace Platform.Local.Sidecar;

/// <summary>Reads what an app answers to <c>GET /dapr/subscribe</c>; an entry that cannot be used is dropped with a log line.</summary>
internal static class SubscriptionAnswer
{
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    public static IReadOnlyList<SubscriptionResource> Parse(ReadOnlySpan<byte> body, string appId, ILogger log)
    {
        try
        {
            var entries = JsonNode.Parse(body, AnyCase) as JsonArray ?? [];
            return [.. entries.Select((entry, index) => Entry(entry, index, appId, log)).OfType<SubscriptionResource>()];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            log.LogError("app {App} answered GET /dapr/subscribe with something that is not a list of subscriptions: {Problem}",
                appId, error.Message);
            return [];
        }
    }

    private static SubscriptionResource? Entry(JsonNode? entry, int index, string appId, ILogger log)
    {
        var (pubsub, topic, rules) = (Text(entry?["pubsubname"]), Text(entry?["topic"]), Rules(entry));
        if (pubsub is null || topic is null || rules.Count == 0)
        {
            log.LogWarning("subscription {Index} of app {App} is dropped: it needs pubsubname, topic and a route", index, appId);
            return null;
        }

        return new SubscriptionResource
        {
            PubSub = pubsub,
            Topic = topic,
            Rules = rules,
            DeadLetterTopic = Text(entry?["deadLetterTopic"]),
            Metadata = Metadata(entry?["metadata"]),
            Bulk = Bulk(entry?["bulkSubscribe"]),
            Origin = SubscriptionOrigin.Programmatic,
            Place = new SourcePlace($"{appId}/dapr/subscribe", index + 1),
        };
    }

    // Rules are tried first; the default, or the old single route, is the unconditional last.
    private static List<RouteRule> Rules(JsonNode? entry)
    {
        var routes = entry?["routes"];
        var rules = new List<RouteRule>();
        foreach (var rule in routes?["rules"] as JsonArray ?? [])
        {
            if (Text(rule?["path"]) is { } path) rules.Add(new RouteRule(Text(rule?["match"]) ?? "", SubscriptionDocument.Rooted(path)));
        }

        if ((Text(routes?["default"]) ?? Text(entry?["route"])) is { } last)
            rules.Add(new RouteRule("", SubscriptionDocument.Rooted(last)));
        return rules;
    }

    private static BulkDelivery? Bulk(JsonNode? bulk)
    {
        if (bulk?["enabled"]?.GetValue<bool>() is not true) return null;
        var defaults = new BulkDelivery();
        return new BulkDelivery(
            bulk["maxMessagesCount"]?.GetValue<int>() is > 0 and var count ? count : defaults.MaxMessages,
            bulk["maxAwaitDurationMs"]?.GetValue<int>() is > 0 and var wait ? wait : defaults.MaxAwaitMs);
    }

    private static Dictionary<string, string> Metadata(JsonNode? metadata) =>
        (metadata as JsonObject ?? []).ToDictionary(
            pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.OrdinalIgnoreCase);

    private static string? Text(JsonNode? node) => node?.GetValue<string>() is { Length: > 0 } text ? text : null;
}
