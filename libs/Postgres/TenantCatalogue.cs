using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Asks the catalogues of all databases which tenants they hold. No row of anyone is read.</summary>
internal sealed partial class TenantCatalogue(TenantSources sources, ILogger logger)
{
    private const string NamesSql = "SELECT substr(nspname, 3), 0::bigint FROM pg_namespace WHERE nspname LIKE 't:%' ORDER BY 1 LIMIT $1";

    // A table that is being dropped has no size any more.
    private const string SizesSql = """
        SELECT substr(n.nspname, 3), coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
        FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
        WHERE n.nspname LIKE 't:%' AND c.relkind IN ('r', 'm') GROUP BY 1 ORDER BY 1 LIMIT $1
        """;

    public async Task<IReadOnlyList<TenantId>> NamesAsync(CancellationToken ct) =>
        [.. (await ReadAllAsync(NamesSql, ct)).Keys.OrderBy(tenant => tenant.ToString(), StringComparer.Ordinal)];

    public Task<Dictionary<TenantId, long>> SizesAsync(CancellationToken ct) => ReadAllAsync(SizesSql, ct);

    // Of a tenant that moved to another database, the schema that it left behind does not count.
    private async Task<Dictionary<TenantId, long>> ReadAllAsync(string sql, CancellationToken ct)
    {
        var found = new Dictionary<TenantId, long>();
        foreach (var source in sources.All)
        {
            foreach (var (tenant, size) in await ReadAsync(source, sql, ct))
                if (sources.Of(tenant) == source && found.Count < TenantDatabase.MaxTenants) found[tenant] = size;
        }

        return found;
    }

    private async Task<List<(TenantId Tenant, long Size)>> ReadAsync(TenantSource source, string sql, CancellationToken ct)
    {
        var tenants = new List<(TenantId, long)>();
        try
        {
            await using var command = source.Connections.CreateCommand(sql);
            command.Parameters.Add(new() { Value = TenantDatabase.MaxTenants });
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
                if (TenantId.TryCreate(rows.GetString(0), out var tenant)) tenants.Add((tenant, rows.GetInt64(1)));
        }
        catch (NpgsqlException e) when (source != sources.Common)
        {
            // One tenant's own database is away: that is nothing to the others.
            LogAway(e.Message);
        }

        return tenants;
    }

    [LoggerMessage(LogLevel.Warning, "A database of a tenant's own is away: {Reason}")]
    private partial void LogAway(string reason);
}
