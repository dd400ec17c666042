using Platform.Contracts;
using YamlDotNet.RepresentationModel;

namespace Platform.Tenants.Billing;

/// <summary>Reads what a meter costs: <c>included</c>, and either <c>perUnit</c> or <c>tiers</c>.</summary>
internal static class MeterPrices
{
    private const int MostTiers = 50;

    /// <exception cref="PriceBookException">It is wrong.</exception>
    public static MeterPrice Read(YamlScalarNode key, PriceBookNode meter)
    {
        meter.AllowOnly("included", "perUnit", "tiers");
        if (meter.Has("perUnit") == meter.Has("tiers")) throw meter.Error(meter.Yaml, "A meter has either 'perUnit' or 'tiers'.");

        return new(
            NameOf(key, meter),
            meter.Has("included") ? meter.Units("included") : 0,
            meter.Has("perUnit") ? [new(0, null, meter.Price("perUnit"))] : ReadTiers(meter));
    }

    private static UsageMeter NameOf(YamlScalarNode key, PriceBookNode meter)
    {
        foreach (var known in Enum.GetValues<UsageMeter>())
        {
            if (UsageMeters.NameOf(known) == key.Value) return known;
        }

        throw meter.Error(key, $"'{key.Value}' is no meter; there are {string.Join(", ", UsageMeters.Names)}.");
    }

    private static List<PriceTier> ReadTiers(PriceBookNode meter)
    {
        if (meter.Need("tiers") is not YamlSequenceNode { Children: { Count: > 0 and <= MostTiers } nodes })
            throw meter.Error(meter.Need("tiers"), $"'tiers' is a list of 1 to {MostTiers}.");

        var (tiers, next) = (new List<PriceTier>(), (long?)0);
        foreach (var node in nodes)
        {
            var tier = meter.Mapping(node, "A tier");
            tiers.Add(ReadTier(tier, next));
            next = tiers[^1].UpTo;
        }

        return next is null ? tiers : throw meter.Error(nodes[^1], $"There is a gap after {next}: the last tier has no 'upTo'.");
    }

    // Each tier begins where the one before it ends.
    private static PriceTier ReadTier(PriceBookNode tier, long? next)
    {
        tier.AllowOnly("from", "upTo", "perUnit");
        var (from, upTo) = (tier.Units("from"), tier.Has("upTo") ? tier.Units("upTo") : (long?)null);
        if (next is not { } end) throw tier.Error(tier.Yaml, "Only the last tier has no 'upTo'.");
        if (from > end) throw tier.Error(tier.Need("from"), $"There is a gap between tiers: {end} to {from} has no price.");
        if (from < end) throw tier.Error(tier.Need("from"), $"Tiers overlap: {from} to {end} has two prices.");
        if (upTo <= from) throw tier.Error(tier.Need("upTo"), "'upTo' is above 'from'.");

        return new(from, upTo, tier.Price("perUnit"));
    }
}
