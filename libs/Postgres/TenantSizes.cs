using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Asks the catalogue how large the schemas of tenants are.</summary>
internal static class TenantSizes
{
    // A table that is being dropped has no size any more.
    private const string Sql = """
        SELECT substr(n.nspname, 3), coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
        FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
        WHERE n.nspname LIKE 't:%' AND c.relkind IN ('r', 'm') GROUP BY 1 ORDER BY 1 LIMIT $1
        """;

    public static async Task<IReadOnlyDictionary<TenantId, long>> ReadAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = TenantDatabase.MaxTenants });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sizes = new Dictionary<TenantId, long>();
        while (await reader.ReadAsync(ct))
        {
            if (TenantId.TryCreate(reader.GetString(0), out var tenant)) sizes[tenant] = reader.GetInt64(1);
        }

        return sizes;
    }
}
