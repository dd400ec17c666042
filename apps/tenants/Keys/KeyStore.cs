using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>The API keys of tenants: salt and hash of each, never a secret. Whose key it is comes first in every method.</summary>
internal sealed class KeyStore(TenantDatabase database, AuditedObject audited)
{
    /// <summary>The most keys of a tenant, revoked ones not counted.</summary>
    public const int MostKeys = 100;

    private const int MostListed = 500;

    private const string AddSql = """
        INSERT INTO api_keys (tenant, id, salt, hash, body)
        SELECT $1, $2, $3, $4, $5
        WHERE EXISTS (SELECT FROM tenants WHERE id = $1)
          AND (SELECT count(*) FROM api_keys WHERE tenant = $1 AND NOT is_revoked) < $6
        RETURNING body
        """;

    private const string RevokeSql = """
        UPDATE api_keys SET is_revoked = true, body = (body::jsonb || jsonb_build_object('revokedAt', $3::text))::json
        WHERE tenant = $1 AND id = $2 AND NOT is_revoked
        RETURNING body
        """;

    private const string ListSql =
        "SELECT body, last_used_at FROM api_keys WHERE tenant = $1 ORDER BY body->>'createdAt' DESC, id LIMIT $2";

    // Uses of several services arrive in any order: the latest counts.
    private const string UsedSql = """
        UPDATE api_keys SET last_used_at = greatest(last_used_at, u.at)
        FROM unnest($1, $2, $3) AS u (tenant, id, at) WHERE api_keys.tenant = u.tenant AND api_keys.id = u.id
        """;

    /// <summary>Keeps a key.</summary>
    /// <returns>False when the tenant has too many, or there is none.</returns>
    public async Task<bool> AddAsync(TenantId tenant, ApiKey key, byte[] salt, byte[] hash, CancellationToken ct)
    {
        var body = JsonSerializer.Serialize(key, ContractsJson.Default.ApiKey);
        NpgsqlParameter[] row = [Text(key.Id), new() { Value = salt }, new() { Value = hash }, Json(body)];
        if (await ChangeAsync(tenant, AddSql, [.. row, new() { Value = (long)MostKeys }], ct) is not { } added) return false;

        audited.Changed(null, added, ContractsJson.Default.ApiKey);
        return true;
    }

    /// <summary>Ends a key.</summary>
    /// <returns>False when the tenant has no such key in force.</returns>
    public async Task<bool> RevokeAsync(TenantId tenant, string id, DateTimeOffset now, CancellationToken ct)
    {
        if (await ChangeAsync(tenant, RevokeSql, [Text(id), Text(now.ToString("O"))], ct) is not { } revoked) return false;

        audited.Changed(revoked with { RevokedAt = null }, revoked, ContractsJson.Default.ApiKey);
        return true;
    }

    /// <summary>The keys of a tenant, newest first.</summary>
    public async Task<ApiKeyList> ListAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command(ListSql);
        command.Parameters.Add(Text(tenant.ToString()));
        command.Parameters.Add(new() { Value = MostListed });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var keys = new List<ApiKey>();
        while (await rows.ReadAsync(ct))
        {
            var key = JsonSerializer.Deserialize(rows.GetString(0), ContractsJson.Default.ApiKey);
            DateTimeOffset? used = rows.IsDBNull(1) ? null : rows.GetFieldValue<DateTimeOffset>(1);
            if (key is not null) keys.Add(key with { LastUsedAt = used });
        }

        return new(keys);
    }

    /// <summary>Notes when keys were used, in one statement.</summary>
    public async Task NoteUsesAsync(IReadOnlyList<KeyUse> uses, CancellationToken ct)
    {
        if (uses.Count == 0) return;
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command(UsedSql);
        command.Parameters.Add(Texts(uses.Select(use => use.Tenant.ToString())));
        command.Parameters.Add(Texts(uses.Select(use => use.Id)));
        command.Parameters.Add(new()
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, Value = uses.Select(use => use.At.ToUniversalTime()).ToArray(),
        });
        await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }

    /// <summary>The key as it is afterwards, or null when nothing was changed.</summary>
    private async Task<ApiKey?> ChangeAsync(TenantId tenant, string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        // The turn first: who waits for it sees what those before it did, so the limit holds for two at once.
        await RegistryChanges.TouchAsync(connection, tenant, ct);
        await using var command = connection.Command(sql);
        command.Parameters.Add(Text(tenant.ToString()));
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        if (await command.ExecuteScalarAsync(ct) is not string body) return null;

        await connection.CommitAsync(ct);
        return JsonSerializer.Deserialize(body, ContractsJson.Default.ApiKey);
    }

    private static NpgsqlParameter Text(string value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = value };

    private static NpgsqlParameter Json(string body) => new() { NpgsqlDbType = NpgsqlDbType.Json, Value = body };

    private static NpgsqlParameter Texts(IEnumerable<string> texts) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = texts.ToArray() };
}
