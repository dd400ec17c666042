namespace Platform.Local.Resources;

/// <summary>Reads Subscription documents, v1alpha1 (one route) and v2alpha1 (rules).</summary>
internal static class SubscriptionDocument
{
    public static SubscriptionResource Parse(YamlMap document)
    {
        document.Only("apiVersion", "kind", "metadata", "spec", "scopes");
        var spec = document.RequiredMap("spec");
        spec.Only("pubsubname", "topic", "route", "routes", "deadLetterTopic", "metadata", "bulkSubscribe");
        return new SubscriptionResource
        {
            PubSub = spec.Required("pubsubname"),
            Topic = spec.Required("topic"),
            Rules = Rules(spec),
            DeadLetterTopic = spec.Text("deadLetterTopic"),
            Metadata = spec.TextMap("metadata"),
            Bulk = Bulk(spec.Map("bulkSubscribe")),
            Scopes = document.Texts("scopes"),
            Place = document.Place,
        };
    }

    private static List<RouteRule> Rules(YamlMap spec)
    {
        var routes = spec.Map("routes");
        routes?.Only("rules", "default");
        var rules = (routes?.Maps("rules") ?? [])
            .Select(rule => new RouteRule(rule.Required("match"), Rooted(rule.Required("path"))))
            .ToList();
        if ((routes?.Text("default") ?? spec.Text("route")) is { } path) rules.Add(new RouteRule("", Rooted(path)));
        return rules.Count > 0 ? rules
            : throw spec.Wrong("route", "is required (v1alpha1: route; v2alpha1: routes.rules or routes.default)");
    }

    internal static string Rooted(string path) => path.StartsWith('/') ? path : "/" + path;

    private static BulkDelivery? Bulk(YamlMap? bulk)
    {
        bulk?.Only("enabled", "maxMessagesCount", "maxAwaitDurationMs");
        if (bulk is null || !bulk.Flag("enabled", false)) return null;
        return new BulkDelivery(Positive(bulk, "maxMessagesCount", 100), Positive(bulk, "maxAwaitDurationMs", 1_000));
    }

    private static int Positive(YamlMap bulk, string key, int fallback) =>
        (bulk.Number(key) ?? fallback) is var number and > 0 ? number : throw bulk.Wrong(key, "must be at least 1");
}
