using Platform.Local.Components;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>Who may publish to and read which topic, by the pub/sub component's own metadata.</summary>
internal static class TopicScopes
{
    public static bool MayPublish(ComponentMetadata metadata, string appId, string topic) =>
        May(metadata, "publishingScopes", appId, topic);

    public static bool MaySubscribe(ComponentMetadata metadata, string appId, string topic) =>
        May(metadata, "subscriptionScopes", appId, topic);

    private static bool May(ComponentMetadata metadata, string scopesKey, string appId, string topic)
    {
        if (metadata.Text("allowedTopics") is { } allowed && !Names(allowed).Contains(topic)) return false;
        var granted = metadata.Text(scopesKey) is { } scopes ? Granted(scopes, appId) : null;
        if (metadata.Text("protectedTopics") is { } guarded && Names(guarded).Contains(topic)) return granted?.Contains(topic) ?? false;
        return granted?.Contains(topic) ?? true;
    }

    /// <summary>The topics listed for the app; null when the app is not listed, which means all.</summary>
    private static string[]? Granted(string scopes, string appId)
    {
        foreach (var part in scopes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var app = equals < 0 ? part : part[..equals].Trim();
            if (app == appId) return equals < 0 ? [] : Names(part[(equals + 1)..]);
        }

        return null;
    }

    private static string[] Names(string csv) => csv.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
