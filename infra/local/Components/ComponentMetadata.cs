using System.Globalization;

namespace Platform.Local.Components;

/// <summary>A component's metadata with typed reads, as daprd reads it: keys case-insensitive, Go durations, loose booleans.</summary>
internal sealed class ComponentMetadata(IReadOnlyDictionary<string, string> values)
{
    private readonly Dictionary<string, string> values = new(values, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> All => values;

    /// <summary>The same with the app's placeholders filled in.</summary>
    public ComponentMetadata For(string appId, string @namespace) =>
        values.Values.Any(Placeholders.DependOnApp)
            ? new(values.ToDictionary(value => value.Key, value => Placeholders.Fill(value.Value, appId, @namespace)))
            : this;

    public string? Text(string key) => values.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    public string Text(string key, string fallback) => Text(key) ?? fallback;

    public string Required(string key) => Text(key) ?? throw Wrong(key, $"metadata '{key}' is required");

    public bool Flag(string key, bool fallback) => Text(key)?.ToLowerInvariant() switch
    {
        null => fallback,
        "true" or "1" or "y" or "yes" or "on" or "t" => true,
        "false" or "0" or "n" or "no" or "off" or "f" => false,
        _ => throw Wrong(key, $"metadata '{key}' must be true or false"),
    };

    public int Number(string key, int fallback) =>
        Text(key) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(key, $"metadata '{key}' must be a whole number, not '{text}'");

    /// <param name="key">The metadata key.</param>
    /// <param name="fallback">When the key is absent.</param>
    /// <param name="bareUnit">What a number without a unit means (seconds for most components, milliseconds for redis pub/sub).</param>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan bareUnit) =>
        Text(key) is not { } text ? fallback
        : GoDuration.TryParse(text, bareUnit, out var duration) ? duration
        : throw Wrong(key, $"metadata '{key}' must be a duration such as 500ms, 30s or 1h30m, not '{text}'");

    /// <summary>
    /// For a component's own checks: <c>throw metadata.Wrong("queueDepth", "metadata 'queueDepth' must be at least 1")</c>.
    /// </summary>
    public static ComponentException Wrong(string key, string problem) => new(problem) { Key = key };
}
