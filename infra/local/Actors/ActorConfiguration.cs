using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Local.Actors;

/// <summary>Reads the app's answer to <c>GET /dapr/config</c>: which types of actors it hosts, and how they behave.</summary>
internal static class ActorConfiguration
{
    /// <summary>Types that begin so belong to the sidecar itself.</summary>
    public const string ReservedPrefix = "dapr.internal.";

    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <returns>Hosted types with their settings; empty when the app hosts none.</returns>
    /// <exception cref="FormatException">The answer cannot be used; the message names the field.</exception>
    public static IReadOnlyDictionary<string, ActorSettings> Parse(ReadOnlySpan<byte> answer)
    {
        if (answer.Trim(" \r\n\t"u8).IsEmpty) return ImmutableDictionary<string, ActorSettings>.Empty;
        var config = Read(answer);
        var common = Settings(config);
        var types = Names(config, "entities").ToDictionary(type => type, _ => common, StringComparer.Ordinal);
        // What is configured for a type replaces all of what is said for every type, as in daprd.
        foreach (var special in (config["entitiesConfig"] as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (var type in Names(special, "entities").Where(types.ContainsKey)) types[type] = Settings(special);
        }

        return types;
    }

    private static JsonObject Read(ReadOnlySpan<byte> answer)
    {
        try
        {
            return JsonNode.Parse(answer, AnyCase) as JsonObject ?? throw Wrong("is no JSON object");
        }
        catch (JsonException error)
        {
            throw Wrong($"is no JSON: {error.Message}");
        }
    }

    private static ActorSettings Settings(JsonObject from)
    {
        var reentrancy = from["reentrancy"] as JsonObject;
        return new ActorSettings(
            Duration(from, "actorIdleTimeout", ActorSettings.Default.IdleTimeout),
            Duration(from, "drainOngoingCallTimeout", ActorSettings.Default.DrainTimeout),
            Value(reentrancy, "enabled", false),
            Value(reentrancy, "maxStackDepth", ActorSettings.Default.MaxStackDepth));
    }

    private static IEnumerable<string> Names(JsonObject from, string field)
    {
        foreach (var item in from[field] as JsonArray ?? [])
        {
            var name = item is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
            if (name.Length == 0 || name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
                throw Wrong($"has '{item}' in '{field}': a type needs a name that does not begin with {ReservedPrefix}");
            yield return name;
        }
    }

    private static TimeSpan Duration(JsonObject from, string field, TimeSpan fallback)
    {
        var text = Value(from, field, "");
        if (text.Length == 0) return fallback;
        return GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out var duration) && duration >= TimeSpan.Zero
            ? duration
            : throw Wrong($"has '{text}' as '{field}', which is no duration such as 1h or 30s");
    }

    private static T Value<T>(JsonObject? from, string field, T fallback) =>
        from?[field] is not { } node ? fallback
        : node is JsonValue value && value.TryGetValue<T>(out var read) ? read
        : throw Wrong($"has '{node}' as '{field}', which is of the wrong kind");

    private static FormatException Wrong(string problem) => new($"the answer to GET /dapr/config {problem}");
}
