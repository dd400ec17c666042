using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Tests;

/// <summary>Tells a running service of a tenant's quotas, as the registry does.</summary>
internal static class QuotaEntry
{
    public static void Apply(IServiceProvider services, string tenant, params QuotaUse[] used) =>
        services.GetRequiredService<TenantDirectory>().Apply(new(
            1,
            [
                new()
                {
                    Tenant = new(tenant),
                    Status = TenantStatus.Active,
                    Quotas = new(),
                    Roles = new Dictionary<string, IReadOnlyList<string>>(),
                    Features = new Dictionary<string, bool>(),
                    Keys = [],
                    UsedQuotas = used,
                },
            ],
            IsLast: true));
}
