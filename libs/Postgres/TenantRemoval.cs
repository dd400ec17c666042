using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Removes a tenant's schema and role, and counts what was in it.</summary>
internal static class TenantRemoval
{
    private const string TablesSql = """
        SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = $1 AND relkind IN ('r', 'p') ORDER BY relname LIMIT 1000
        """;

    public static async Task<IReadOnlyDictionary<string, long>> RunAsync(NpgsqlDataSource source, TenantId tenant, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in await TablesAsync(connection, tenant, ct)) counts[table] = await CountAsync(connection, tenant, table, ct);

        await using var drop = new NpgsqlCommand(DropSql(tenant), connection, transaction);
        await drop.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return counts;
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
