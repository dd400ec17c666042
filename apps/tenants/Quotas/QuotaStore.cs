using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants.Quotas;

/// <summary>A tenant and how much of its quotas it used.</summary>
internal sealed record TenantQuotaUse(Tenant Tenant, IReadOnlyList<QuotaUsed> Used);

/// <summary>Keeps what tenants used of their quotas, in the operators' schema: one statement for all of them, never one for each.</summary>
internal sealed class QuotaStore(TenantDatabase database)
{
    // Units only grow within a month, so of two services that note them the later is right, in whatever order they come. Sorted, so that
    // both wait for each other instead of dead-locking. What is not in the registry has no quotas. What services were told of the month
    // before has ended by itself, so they are told anew even of the same percentage.
    private const string NoteSql = """
        INSERT INTO quota_used (tenant, quota, month, used)
        SELECT n.tenant, n.quota, n.month, n.used FROM unnest($1, $2, $3, $4) AS n (tenant, quota, month, used)
        JOIN tenants ON tenants.id = n.tenant ORDER BY n.tenant, n.quota
        ON CONFLICT (tenant, quota) DO UPDATE SET month = excluded.month, used = excluded.used,
            told = CASE WHEN excluded.quota <> $5 AND excluded.month > quota_used.month THEN 0 ELSE quota_used.told END
        WHERE excluded.quota = $5 OR excluded.month > quota_used.month
            OR (excluded.month = quota_used.month AND excluded.used > quota_used.used)
        """;

    private const string UsedSql = "SELECT tenant, quota, month, used, told FROM quota_used WHERE tenant = ANY ($1) ORDER BY tenant, quota";

    private const string ToldSql = """
        UPDATE quota_used SET told = n.told FROM unnest($2, $3) AS n (quota, told) WHERE tenant = $1 AND quota_used.quota = n.quota
        """;

    /// <summary>Says that services have to be told again of a tenant's quotas; part of the transaction that changes the tenant.</summary>
    internal static NpgsqlBatchCommand TellAgain(TenantId tenant) => new("UPDATE quota_used SET told = -1 WHERE tenant = $1")
    {
        Parameters = { new() { Value = tenant.ToString() } },
    };

    /// <summary>Notes what tenants used.</summary>
    public async Task NoteAsync(IReadOnlyList<(TenantId Tenant, QuotaUsed Used)> notes, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command(NoteSql);
        command.Parameters.Add(Many(NpgsqlDbType.Text, notes.Select(note => note.Tenant.ToString())));
        command.Parameters.Add(Many(NpgsqlDbType.Smallint, notes.Select(note => (short)note.Used.Quota)));
        command.Parameters.Add(Many(NpgsqlDbType.Text, notes.Select(note => note.Used.Month)));
        command.Parameters.Add(Many(NpgsqlDbType.Bigint, notes.Select(note => note.Used.Used)));
        command.Parameters.Add(new() { Value = (short)Quota.Storage });
        await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }

    /// <summary>What one tenant used, as it was noted last.</summary>
    public async Task<IReadOnlyList<QuotaUsed>> FindAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        return (await ReadAsync(connection, [tenant], ct)).GetValueOrDefault(tenant, []);
    }

    /// <summary>Tenants with what they used; those that are not in the registry are left out.</summary>
    public async Task<IReadOnlyList<TenantQuotaUse>> UsesAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        var used = await ReadAsync(connection, tenants, ct);
        await using var command = connection.Command("SELECT body FROM tenants WHERE id = ANY ($1)");
        command.Parameters.Add(Many(NpgsqlDbType.Text, tenants.Select(tenant => tenant.ToString())));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var uses = new List<TenantQuotaUse>();
        while (await rows.ReadAsync(ct))
        {
            var tenant = RegistryStore.Read(rows.GetString(0));
            uses.Add(new(tenant, used.GetValueOrDefault(tenant.Id, [])));
        }

        return uses;
    }

    /// <summary>All tenants of which anything was noted.</summary>
    public async Task<IReadOnlyList<TenantId>> TenantsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command("SELECT DISTINCT tenant FROM quota_used ORDER BY tenant LIMIT $1");
        command.Parameters.Add(new() { Value = TenantDatabase.MaxTenants });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tenants = new List<TenantId>();
        while (await rows.ReadAsync(ct)) tenants.Add(new(rows.GetString(0)));
        return tenants;
    }

    /// <summary>Tells all services: the tenant's entry moves to the end of the directory, and what it says is remembered.</summary>
    public async Task TellAsync(TenantId tenant, IReadOnlyDictionary<Quota, int> told, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await RegistryChanges.TouchAsync(connection, tenant, ct);
        await using var command = connection.Command(ToldSql);
        command.Parameters.Add(new() { Value = tenant.ToString() });
        command.Parameters.Add(Many(NpgsqlDbType.Smallint, told.Keys.Select(quota => (short)quota)));
        command.Parameters.Add(Many(NpgsqlDbType.Integer, told.Values));
        await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }

    /// <summary>The same as <see cref="FindAsync"/> for several tenants, within a transaction of the operators.</summary>
    internal static async Task<Dictionary<TenantId, List<QuotaUsed>>> ReadAsync(
        TenantConnection connection, IEnumerable<TenantId> tenants, CancellationToken ct)
    {
        await using var command = connection.Command(UsedSql);
        command.Parameters.Add(Many(NpgsqlDbType.Text, tenants.Select(tenant => tenant.ToString())));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var used = new Dictionary<TenantId, List<QuotaUsed>>();
        while (await rows.ReadAsync(ct))
        {
            var tenant = new TenantId(rows.GetString(0));
            if (!used.TryGetValue(tenant, out var list)) used[tenant] = list = [];
            list.Add(new((Quota)rows.GetInt16(1), rows.GetString(2), rows.GetInt64(3), rows.GetInt32(4)));
        }

        return used;
    }

    private static NpgsqlParameter Many<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() };
}
