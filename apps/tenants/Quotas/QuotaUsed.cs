using Platform.Contracts;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Quotas;

/// <summary>How much of a quota a tenant used.</summary>
/// <param name="Quota">Which one.</param>
/// <param name="Month">In which month; storage is what it is, in any.</param>
/// <param name="Used">Units, or bytes.</param>
/// <param name="Told">The percentage that services were told last, below 80 as 0; -1 when they have to be told again.</param>
internal sealed record QuotaUsed(Quota Quota, string Month, long Used, int Told = 0)
{
    /// <summary>From this part on services warn.</summary>
    public const int Warning = 80;

    /// <summary>From this part on services refuse.</summary>
    public const int Exhausted = 100;

    /// <summary>What is used in a month: what was counted in another one is gone. Storage stays.</summary>
    public long In(Month month) => Quota is Quota.Storage || Month == month.ToString() ? Used : 0;

    /// <summary>What of the limit is used, in percent, rounded down; null without a limit.</summary>
    public long? PercentOf(QuotaLimits limits, Month month) =>
        limits[Quota] is { } limit ? (long)(In(month) * 100m / limit) : null;

    /// <summary>The percentage as services are told: 80 to 100; 0 when there is nothing to tell.</summary>
    public int ToldPercent(QuotaLimits limits, Month month) =>
        PercentOf(limits, month) is >= Warning and var percent ? (int)Math.Min(percent, Exhausted) : 0;

    /// <summary>When it begins anew by itself.</summary>
    public static DateTimeOffset? ResetOf(Quota quota, Month month) => quota is Quota.Storage ? null : month.End;

    /// <summary>What services are told of a tenant's quotas.</summary>
    public static IReadOnlyList<QuotaUse> ToldOf(IEnumerable<QuotaUsed> used, QuotaLimits limits, Month month) =>
    [
        .. used.Select(each => new QuotaUse(each.Quota, each.ToldPercent(limits, month), ResetOf(each.Quota, month)))
            .Where(use => use.Percent >= Warning).OrderBy(use => use.Quota),
    ];
}
