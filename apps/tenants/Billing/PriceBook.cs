using Platform.Contracts;
using Platform.Tenants.Quotas;

namespace Platform.Tenants.Billing;

/// <summary>What plans cost.</summary>
/// <param name="Plans">By name; <c>standard</c> is among them.</param>
/// <param name="Version">A hash of the text, so that an invoice says by which prices it was made.</param>
internal sealed record PriceBook(IReadOnlyDictionary<string, Plan> Plans, string Version)
{
    /// <summary>The plan of a tenant that has none, or one that the book does not know.</summary>
    public const string Standard = "standard";

    /// <summary>The plan of a name, or the standard one.</summary>
    public Plan Of(string? name) => name is not null && Plans.TryGetValue(name, out var plan) ? plan : Plans[Standard];
}

/// <summary>One plan.</summary>
/// <param name="Name">Its name in the book and in the registry.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Decimals">To how many decimals amounts are rounded, 0 to 4.</param>
/// <param name="MonthlyFee">What a month costs without any usage.</param>
/// <param name="Meters">What usage costs; a meter that is not here costs nothing.</param>
internal sealed record Plan(string Name, string Currency, int Decimals, decimal MonthlyFee, IReadOnlyList<MeterPrice> Meters)
{
    /// <summary>What a tenant of the plan may use at most, unless its own entry says otherwise.</summary>
    public QuotaLimits Quotas { get; init; } = QuotaLimits.None;
}

/// <summary>What a meter costs.</summary>
/// <param name="Meter">The meter.</param>
/// <param name="Included">Units a month that the fee covers.</param>
/// <param name="Tiers">Graduated prices of the units above those: from 0 on, without a gap, the last one without an end.</param>
internal sealed record MeterPrice(UsageMeter Meter, long Included, IReadOnlyList<PriceTier> Tiers);

/// <summary>The price of the units after the first <paramref name="From"/>, up to and with unit <paramref name="UpTo"/>.</summary>
internal readonly record struct PriceTier(long From, long? UpTo, decimal PerUnit);
