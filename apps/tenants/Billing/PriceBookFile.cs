using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;
using Platform.Tenants.Quotas;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Tenants.Billing;

/// <summary>Reads a price book; see <c>prices/README.md</c> for its form.</summary>
internal static class PriceBookFile
{
    private const int MostCharacters = 256 * 1024;
    private const int MostPlans = 100;
    private const int MostDecimals = 4;

    /// <summary>Reads a price book from a file.</summary>
    /// <exception cref="PriceBookException">It is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PriceBook Read(string path) => Parse(path, File.ReadAllText(path));

    /// <summary>Reads a price book.</summary>
    /// <exception cref="PriceBookException">It is wrong.</exception>
    public static PriceBook Parse(string file, string text)
    {
        if (text.Length > MostCharacters) throw new PriceBookException(file, new(0, 1, 1), $"At most {MostCharacters} characters.");
        var top = Load(file, text);
        top.AllowOnly("plans");
        var node = top.Mapping(top.Need("plans"), "'plans'");
        var plans = node.Entries().Take(MostPlans + 1)
            .ToDictionary(entry => PriceBookNode.Text(entry.Key), entry => ReadPlan(entry.Key, entry.Value));
        if (plans.Count > MostPlans) throw node.Error(node.Yaml, $"At most {MostPlans} plans.");
        if (!plans.ContainsKey(PriceBook.Standard)) throw node.Error(node.Yaml, $"The plan '{PriceBook.Standard}' is missing.");

        return new(plans, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12]);
    }

    private static PriceBookNode Load(string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? new(file, null, root)
                : throw new PriceBookException(file, new(0, 1, 1), "A price book is one mapping with the key 'plans'.");
        }
        catch (InvalidOperationException)
        {
            // What the parser throws where a bracket is never closed; it has no place of its own.
            throw new PriceBookException(file, new(text.Length, text.Split('\n').Length, 1), "A bracket or quote is not closed.");
        }
        catch (YamlException wrong)
        {
            throw new PriceBookException(file, wrong.Start, wrong.Message);
        }
    }

    private static Plan ReadPlan(YamlScalarNode key, PriceBookNode outer)
    {
        var plan = outer with { Plan = PriceBookNode.Text(key) };
        if (!TenantId.TryCreate(plan.Plan, out _)) throw outer.Error(key, "A plan's name is 1-40 of a-z, 0-9 and -.");
        plan.AllowOnly("currency", "decimals", "monthlyFee", "meters", "quotas");
        var decimals = plan.Has("decimals") ? (int)Math.Min(plan.Units("decimals"), int.MaxValue) : 2;
        if (decimals > MostDecimals) throw plan.Error(plan.Need("decimals"), $"'decimals' is 0 to {MostDecimals}.");

        var fee = plan.Price("monthlyFee");
        if (decimal.Round(fee, decimals) != fee)
            throw plan.Error(plan.Need("monthlyFee"), $"'monthlyFee' has more than {decimals} decimals.");
        var meters = plan.Mapping(plan.Need("meters"), "'meters'");
        var prices = meters.Entries().Select(entry => MeterPrices.Read(entry.Key, entry.Value));
        return new(plan.Plan, Currency(plan), decimals, fee, [.. prices]) { Quotas = ReadQuotas(plan) };
    }

    private static QuotaLimits ReadQuotas(PriceBookNode plan)
    {
        if (plan.Find("quotas") is not { } node) return QuotaLimits.None;
        var quotas = plan.Mapping(node, "'quotas'");
        quotas.AllowOnly("events", "scores", "storageBytes");
        return new(Limit("events"), Limit("scores"), Limit("storageBytes"));

        long? Limit(string key) => !quotas.Has(key) ? null
            : quotas.Units(key) is > 0 and var units ? units
            : throw quotas.Error(quotas.Need(key), $"'{key}' is above 0; without a limit it is left out.");
    }

    private static string Currency(PriceBookNode plan)
    {
        var node = plan.Need("currency");
        var code = PriceBookNode.Text(node);
        return Currencies.All.Contains(code) ? code : throw plan.Error(node, "'currency' is an ISO 4217 code in force, e.g. EUR.");
    }
}
