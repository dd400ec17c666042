using System.Globalization;
using System.Net;
using System.Text.Json;
using Platform.Local.Components;

namespace Platform.Local.Sidecar.States;

/// <summary>From what a client sends to what a store takes: physical keys, expiry, raw values.</summary>
internal sealed class StateKeys(ISidecar sidecar, LoadedComponent<IStateStore> store)
{
    public const string TtlKey = "ttlInSeconds";

    private const string Separator = "||";

    /// <summary>What every key of this app begins with in this store, by the component's <c>keyPrefix</c>.</summary>
    public string Prefix { get; } = store.Metadata.Text("keyPrefix", "appid") switch
    {
        "appid" => sidecar.AppId + Separator,
        "namespace" => $"{sidecar.Namespace}.{sidecar.AppId}{Separator}",
        "name" => store.Name + Separator,
        "none" => "",
        var literal => literal + Separator,
    };

    public string Physical(string key)
    {
        if (key.Length == 0) throw StateRequest.Malformed("the state key is empty");
        return key.Contains(Separator, StringComparison.Ordinal)
            ? throw StateRequest.Malformed($"input key/keyPrefix '{key}' can't contain '{Separator}'")
            : Prefix + key;
    }

    /// <param name="item">What the client sent.</param>
    /// <param name="query">The request's own metadata, which overrides the item's.</param>
    public StateWrite Upsert(StateRequest item, IReadOnlyDictionary<string, string> query)
    {
        Check("concurrency", item.Concurrency, "first-write", "last-write");
        Check("consistency", item.Consistency, "strong", "eventual");
        return new StateWrite(
            Physical(item.Key), Bytes(item), Version(item.ETag), item.Concurrency == "first-write", Ttl(item.Metadata, query));
    }

    public StateWrite Delete(StateRequest item) => new(Physical(item.Key), null, Version(item.ETag), item.Concurrency == "first-write");

    private static string? Version(string? etag) => string.IsNullOrEmpty(etag) ? null : etag;

    private static void Check(string what, string? value, string first, string second)
    {
        if (string.IsNullOrEmpty(value) || value == first || value == second) return;
        throw new ApiException(
            HttpStatusCode.InternalServerError, "ERR_STATE_SAVE", $"unrecognized {what} '{value}': {first} or {second} is expected");
    }

    private static ReadOnlyMemory<byte> Bytes(StateRequest item)
    {
        var type = item.ContentType ?? item.Metadata.GetValueOrDefault("contentType");
        if (type is null || type.Contains("json", StringComparison.OrdinalIgnoreCase) || item.Value.Span[0] != '"') return item.Value;
        return System.Text.Encoding.UTF8.GetBytes(JsonDocument.Parse(item.Value).RootElement.GetString() ?? "");
    }

    private long? Ttl(Dictionary<string, string> item, IReadOnlyDictionary<string, string> query)
    {
        var text = query.TryGetValue(TtlKey, out var own) ? own : item.GetValueOrDefault(TtlKey) ?? store.Metadata.Text(TtlKey);
        return Seconds(text);
    }

    /// <summary>The value of <c>ttlInSeconds</c>; null for no expiry, -1 to remove one.</summary>
    public static long? Seconds(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds >= -1
            ? seconds == 0 ? null : seconds
            : throw StateRequest.Malformed(
                $"the value for '{TtlKey}' metadata must be a whole number of seconds or -1, not '{text}'");
    }
}
