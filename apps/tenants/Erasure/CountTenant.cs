using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>Counts what an erasure will remove. It is asked for before, since afterwards there is nothing left to count.</summary>
internal sealed class CountTenant(TenantDatabase database, KeyStore keys)
{
    public async Task<IReadOnlyList<ErasedItem>> HandleAsync(TenantId tenant, CancellationToken ct)
    {
        var tables = await database.CountAsync(tenant, ct);
        return
        [
            .. tables.Select(table => new ErasedItem("postgres", $"rows of {table.Key}", table.Value)),
            new("tenants", "API keys", (await keys.ListAsync(tenant, ct)).Keys.Count),
        ];
    }
}
