using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Counts what is in a tenant's schema, and removes schema and role.</summary>
internal static class TenantRemoval
{
    private const string TablesSql = """
        SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = $1 AND relkind IN ('r', 'p') ORDER BY relname LIMIT 1000
        """;

    public static async Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlDataSource source, TenantId tenant, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in await TablesAsync(connection, tenant, ct)) counts[table] = await CountAsync(connection, tenant, table, ct);
        return counts;
    }

    public static async Task DropAsync(NpgsqlDataSource source, TenantId tenant, CancellationToken ct)
    {
        await using var command = source.CreateCommand(DropSql(tenant));
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(TablesSql, connection) { Parameters = { new() { Value = TenantSchema.Name(tenant) } } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tables = new List<string>();
        while (await rows.ReadAsync(ct)) tables.Add(rows.GetString(0));
        return tables;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, TenantId tenant, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT count(*) FROM {TenantSchema.Quoted(tenant)}.\"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        return await command.ExecuteScalarAsync(ct) is long count ? count : 0;
    }

    // A role belongs to the whole server: while another of its databases gives it rights it stays, without rights here.
    private static string DropSql(TenantId tenant) => $"""
        DROP SCHEMA IF EXISTS {TenantSchema.Quoted(tenant)} CASCADE;
        DO $do$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{TenantSchema.Name(tenant)}') THEN
                DROP OWNED BY {TenantSchema.Quoted(tenant)};
                DROP ROLE {TenantSchema.Quoted(tenant)};
            END IF;
        EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
        END $do$;
        """;
}
