using System.Collections.Frozen;
using System.Text.Json;

namespace Platform.Risk.Features;

/// <summary>Names of the features and how a model reads them.</summary>
internal static class FeatureSet
{
    /// <summary>Changes whenever a feature is added or computed differently.</summary>
    public const string Version = "1";

    /// <summary>Length of a feature vector.</summary>
    public static readonly int Count = Enum.GetValues<Feature>().Length;

    /// <summary>Names in the order of the vector, as rules and the API use them.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetNames<Feature>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private static readonly FrozenDictionary<string, int> Positions =
        Names.Index().ToFrozenDictionary(name => name.Item, name => name.Index);

    /// <summary>Finds a feature by name.</summary>
    public static bool TryFind(string name, out int position) => Positions.TryGetValue(name, out position);

    /// <summary>Names a vector for the API; a missing value becomes null.</summary>
    public static IReadOnlyDictionary<string, double?> Named(ReadOnlySpan<float> features)
    {
        var named = new Dictionary<string, double?>(features.Length);
        for (var i = 0; i < features.Length; i++) named[Names[i]] = float.IsFinite(features[i]) ? features[i] : null;

        return named;
    }
}
