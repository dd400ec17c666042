using System.Text.Json;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;
using Platform.Tenants.Billing;
using Platform.Tenants.Quotas;

namespace Platform.Tenants;

/// <summary>Tells services what changed since they looked last.</summary>
internal sealed class DirectoryStore(TenantDatabase database, PriceBook book, TimeProvider time)
{
    public const int PageSize = 500;

    private const string AfterSql = "SELECT sequence, body FROM tenants WHERE sequence > $1 ORDER BY sequence LIMIT $2";

    private const string KeysSql = "SELECT tenant, salt, hash, body FROM api_keys WHERE tenant = ANY ($1) AND NOT is_revoked";

    /// <summary>Tenants that changed after a position, as they are now.</summary>
    public async Task<DirectoryPage> AfterAsync(long after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        var (tenants, last) = (new List<Tenant>(), after);
        await using (var command = connection.Command(AfterSql))
        {
            command.Parameters.Add(new() { Value = after });
            command.Parameters.Add(new() { Value = PageSize });
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                last = rows.GetInt64(0);
                tenants.Add(RegistryStore.Read(rows.GetString(1)));
            }
        }

        if (tenants.Count == 0) return new(last, [], IsLast: true);

        var keys = await KeysAsync(connection, tenants, ct);
        var used = await QuotaStore.ReadAsync(connection, tenants.Select(tenant => tenant.Id), ct);
        var entries = tenants.Select(tenant => EntryOf(tenant, keys.GetValueOrDefault(tenant.Id, [])) with
        {
            UsedQuotas = QuotaUsed.ToldOf(used.GetValueOrDefault(tenant.Id, []), QuotaLimits.Of(tenant, book), Month.Of(time.GetUtcNow())),
        });
        return new(last, [.. entries], tenants.Count < PageSize);
    }

    private async Task<Dictionary<TenantId, List<DirectoryKey>>> KeysAsync(
        TenantConnection connection, List<Tenant> tenants, CancellationToken ct)
    {
        await using var command = connection.Command(KeysSql);
        var ids = tenants.Select(tenant => tenant.Id.ToString()).ToArray();
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = ids });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var (keys, now) = (new Dictionary<TenantId, List<DirectoryKey>>(), time.GetUtcNow());
        while (await rows.ReadAsync(ct))
        {
            var key = JsonSerializer.Deserialize(rows.GetString(3), ContractsJson.Default.ApiKey);
            if (key is null || key.ExpiresAt <= now) continue;
            var owner = new TenantId(rows.GetString(0));
            if (!keys.TryGetValue(owner, out var list)) keys[owner] = list = [];
            list.Add(new(key.Id, rows.GetFieldValue<byte[]>(1), rows.GetFieldValue<byte[]>(2), key.Scopes, key.ExpiresAt));
        }

        return keys;
    }

    private static DirectoryEntry EntryOf(Tenant tenant, IReadOnlyList<DirectoryKey> keys) => new()
    {
        Tenant = tenant.Id,
        Status = tenant.Status,
        Quotas = tenant.Quotas,
        Roles = tenant.Roles,
        Features = tenant.Features,
        StateStore = tenant.StateStore,
        Keys = keys,
    };
}
