using System.Diagnostics.Metrics;
using Platform.Contracts;

namespace Platform.Tenants.Billing;

/// <summary>Knows a tenant's prices, and counts what its usage costs as it comes in.</summary>
internal sealed class TenantCosts
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "Platform.Billing";

    private readonly RegistryStore registry;
    private readonly PriceBook book;
    private readonly Counter<double> cost;

    public TenantCosts(RegistryStore registry, PriceBook book, IMeterFactory meters)
    {
        (this.registry, this.book) = (registry, book);
        cost = meters.Create(Name).CreateCounter<double>(
            "tenant_api_cost_total", null, "What a tenant's usage costs by meter, in the currency of its plan, without the monthly fee.");
    }

    /// <summary>By which prices a tenant is billed.</summary>
    public async Task<Plan> PlanOfAsync(TenantId tenant, CancellationToken ct) =>
        book.Of((await registry.FindAsync(tenant, ct))?.Plan);

    /// <summary>Since when the registry has a tenant; null when it has none of that id.</summary>
    public async Task<DateTimeOffset?> SinceAsync(TenantId tenant, CancellationToken ct) =>
        (await registry.FindAsync(tenant, ct))?.CreatedAt;

    /// <summary>Counts what usage added to the cost of the running month: the difference it makes, so it adds up.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="plan">Its prices.</param>
    /// <param name="usage">The month's units by meter, those added among them.</param>
    /// <param name="added">What was added to them.</param>
    public void Count(TenantId tenant, Plan plan, IReadOnlyDictionary<UsageMeter, long> usage, IReadOnlyList<UsagePoint> added)
    {
        if (added.Count == 0) return;
        var before = usage.ToDictionary(
            each => each.Key, each => each.Value - added.Where(point => point.Meter == each.Key).Sum(point => point.Quantity));
        foreach (var (now, was) in Cost.Of(usage, plan).Lines.Zip(Cost.Of(before, plan).Lines))
        {
            if (now.Quantity == was.Quantity) continue;
            cost.Add((double)(now.Amount - was.Amount), new("tenant", tenant.ToString()), new("meter", UsageMeters.NameOf(now.Meter)));
        }
    }
}
