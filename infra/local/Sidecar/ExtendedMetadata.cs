using System.Collections.Concurrent;

namespace Platform.Local.Sidecar;

/// <summary>What <c>PUT /v1.0/metadata/{key}</c> has set; at most <see cref="MaxKeys"/> keys.</summary>
internal sealed class ExtendedMetadata
{
    private const int MaxKeys = 1_000;

    private readonly ConcurrentDictionary<string, string> values = new();

    public IEnumerable<KeyValuePair<string, string>> All => values;

    public bool TrySet(string key, string value)
    {
        if (values.Count >= MaxKeys && !values.ContainsKey(key)) return false;
        values[key] = value;
        return true;
    }
}
