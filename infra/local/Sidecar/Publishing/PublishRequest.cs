using System.Globalization;
using System.Net;
using Platform.Local.Components;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>Where a request publishes to, and under which circumstances.</summary>
/// <param name="AppId">The publisher; becomes <c>source</c>.</param>
/// <param name="PubSub">The component.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Trace">The caller's trace context.</param>
/// <param name="Now">The host's time.</param>
internal sealed record PublishRequest(
    string AppId, LoadedComponent<IPubSub> PubSub, string Topic, EventTrace Trace, DateTimeOffset Now)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>The request's <c>metadata.*</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = Nothing;

    /// <summary>The entry's metadata over the request's; null when there is none at all.</summary>
    public IReadOnlyDictionary<string, string>? MetadataWith(IReadOnlyDictionary<string, string>? own)
    {
        if (own is null or { Count: 0 }) return Metadata.Count == 0 ? null : Metadata;
        var merged = new Dictionary<string, string>(Metadata, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in own) merged[key] = value;
        return merged;
    }

    public static bool IsRaw(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is not null && metadata.TryGetValue("rawPayload", out var text)
        && text.ToLowerInvariant() is "true" or "1" or "y" or "yes" or "on";

    /// <summary>When the event goes out of date; null when it does not or when the broker sees to it itself.</summary>
    public string? Expiration(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || !metadata.TryGetValue("ttlInSeconds", out var text)) return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > int.MaxValue)
        {
            throw new ApiException(
                HttpStatusCode.BadRequest, "ERR_PUBSUB_REQUEST_METADATA", $"ttlInSeconds must be a whole number above 0, not '{text}'");
        }

        return PubSub.Instance.HasNativeTtl ? null : Rfc3339(Now.AddSeconds(seconds));
    }

    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
