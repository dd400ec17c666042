using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Platform.Tenants.Billing;

/// <summary>A mapping of a price book, which can say where it is wrong.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Plan">The plan it belongs to; null outside of one.</param>
/// <param name="Yaml">The mapping.</param>
internal sealed record PriceBookNode(string File, string? Plan, YamlMappingNode Yaml)
{
    private const decimal MostPrice = 1_000_000_000m;
    private const long MostUnits = 1_000_000_000_000_000;
    private const int MostDecimals = 12;

    /// <summary>The keys and what is under them.</summary>
    public IEnumerable<(YamlScalarNode Key, PriceBookNode Value)> Entries() =>
        Yaml.Children.Select(entry => entry.Key is YamlScalarNode key
            ? (key, Mapping(entry.Value, $"'{key}'"))
            : throw Error(entry.Key, "A name is expected here."));

    /// <exception cref="PriceBookException">There is another key.</exception>
    public void AllowOnly(params ReadOnlySpan<string> keys)
    {
        foreach (var key in Yaml.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !keys.Contains(name))
                throw Error(key, $"'{key}' is not known here; allowed: {string.Join(", ", keys)}.");
        }
    }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value of a key; null when it is absent.</summary>
    public YamlNode? Find(string key) => Yaml.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    /// <summary>The value of a key that must be there.</summary>
    public YamlNode Need(string key) => Find(key) ?? throw Error(Yaml, $"'{key}' is missing.");

    public PriceBookNode Mapping(YamlNode node, string what) => node is YamlMappingNode mapping
        ? this with { Yaml = mapping }
        : throw Error(node, $"{what} is a mapping.");

    /// <summary>A price: 0 or more, at most 12 decimals.</summary>
    public decimal Price(string key)
    {
        const NumberStyles form = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        var node = Need(key);
        return decimal.TryParse(Text(node), form, CultureInfo.InvariantCulture, out var price)
            && price is >= 0 and <= MostPrice && price.Scale <= MostDecimals
            ? price
            : throw Error(node, $"'{key}' is a price: a number from 0 to {MostPrice}, at most {MostDecimals} decimals.");
    }

    /// <summary>A number of units: 0 or more.</summary>
    public long Units(string key)
    {
        var node = Need(key);
        return long.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var units) && units <= MostUnits
            ? units
            : throw Error(node, $"'{key}' is a whole number from 0 to {MostUnits}.");
    }

    public static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    public PriceBookException Error(YamlNode node, string problem) =>
        new(File, node.Start, Plan is null ? problem : $"Plan '{Plan}': {problem}");
}
