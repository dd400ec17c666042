using Platform.Contracts;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Quotas;

/// <summary>What a tenant may use at most; null for no limit.</summary>
/// <param name="Events">Events accepted in a month.</param>
/// <param name="Scores">Events scored in a month.</param>
/// <param name="Storage">Bytes in the database.</param>
internal sealed record QuotaLimits(long? Events, long? Scores, long? Storage)
{
    /// <summary>No limit at all.</summary>
    public static QuotaLimits None { get; } = new(null, null, null);

    /// <summary>The limits of a tenant: its own, and where it has none those of its plan.</summary>
    public static QuotaLimits Of(Tenant tenant, PriceBook book)
    {
        var (own, plan) = (tenant.Quotas, book.Of(tenant.Plan).Quotas);
        return new(own.EventsPerMonth ?? plan.Events, own.ScoresPerMonth ?? plan.Scores, own.StorageBytes ?? plan.Storage);
    }

    /// <summary>The limit of one quota.</summary>
    public long? this[Quota quota] => quota switch
    {
        Quota.Events => Events,
        Quota.Scores => Scores,
        Quota.Storage => Storage,
        _ => throw new ArgumentOutOfRangeException(nameof(quota)),
    };
}
