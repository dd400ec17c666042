using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;
using Platform.Tenants.Quotas;

namespace Platform.Tenants;

/// <summary>
/// Writes the registry: the tenant, the record of the change, the place in the directory and the announcement, in one transaction.
/// Writers take turns, so that a service which reads up to a position has missed nothing.
/// </summary>
internal sealed class RegistryChanges(TenantDatabase database, AnnounceChange announce, AuditedObject audited, TimeProvider time)
{
    private const string TurnSql = "UPDATE registry_position SET last = last + 1 RETURNING last";

    private const string SaveSql = """
        INSERT INTO tenants (id, sequence, body) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, body = excluded.body
        """;

    private const string RecordSql = """
        INSERT INTO tenant_changes (tenant, version, field, at, by, was, became)
        SELECT $1, $2, c.field, $3, $4, c.was, c.became FROM unnest($5, $6, $7) AS c (field, was, became)
        """;

    /// <summary>Enters a tenant.</summary>
    /// <returns>The tenant, or null when the id is taken: by one that lives, or by one that is gone.</returns>
    public Task<Tenant?> EnterAsync(NewTenant request, string by, CancellationToken ct) =>
        ChangeAsync(new(request.Id), by, before => before is null ? ChangeTenant.Begin(request, time.GetUtcNow()) : null, ct);

    /// <summary>Changes a tenant.</summary>
    /// <param name="tenant">Which one.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="change">The decision: null refuses. It is given null when there is no such tenant.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The tenant as it is now; null when it was refused.</returns>
    public async Task<Tenant?> ChangeAsync(TenantId tenant, string by, Func<Tenant?, Tenant?> change, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        var (sequence, before) = await TakeTurnAsync(connection, tenant, ct);
        if (change(before) is not { } asked) return null;

        var after = asked with { Version = (before?.Version ?? 0) + 1, UpdatedAt = time.GetUtcNow() };
        var differences = ChangeTenant.Differences(before, after, by);
        if (before is not null && differences.Count == 0) return Said(before, before);

        await SaveAsync(connection, after, sequence, differences, ct);
        var row = await announce.AddAsync(connection, after, ct);
        await connection.CommitAsync(ct);
        await announce.NowAsync(row, ct);
        return Said(before, after);
    }

    /// <summary>Takes a tenant out that never came into service; any other stays.</summary>
    public async Task RemoveAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        var (_, before) = await TakeTurnAsync(connection, tenant, ct);
        if (before is not { Status: TenantStatus.Onboarding }) return;

        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        string[] tables = ["tenants WHERE id", "tenant_changes WHERE tenant", "api_keys WHERE tenant", "quota_used WHERE tenant"];
        foreach (var table in tables)
            batch.BatchCommands.Add(new($"DELETE FROM {table} = $1") { Parameters = { new() { Value = tenant.ToString() } } });
        await batch.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }

    /// <summary>Moves a tenant to the end of the directory because something beside its entry changed.</summary>
    internal static async Task TouchAsync(TenantConnection connection, TenantId tenant, CancellationToken ct)
    {
        await using var command = connection.Command($"""
            WITH turn AS ({TurnSql}) UPDATE tenants SET sequence = turn.last FROM turn WHERE id = $1
            """);
        command.Parameters.Add(new() { Value = tenant.ToString() });
        await command.ExecuteNonQueryAsync(ct);
    }

    private Tenant Said(Tenant? before, Tenant after)
    {
        audited.Changed(before, after, ContractsJson.Default.Tenant);
        return after;
    }

    private static async Task<(long Sequence, Tenant? Before)> TakeTurnAsync(
        TenantConnection connection, TenantId tenant, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        batch.BatchCommands.Add(new(TurnSql));
        batch.BatchCommands.Add(new("SELECT body FROM tenants WHERE id = $1") { Parameters = { new() { Value = tenant.ToString() } } });
        await using var rows = await batch.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        var sequence = rows.GetInt64(0);
        await rows.NextResultAsync(ct);
        return (sequence, await rows.ReadAsync(ct) ? RegistryStore.Read(rows.GetString(0)) : null);
    }

    private static async Task SaveAsync(
        TenantConnection connection, Tenant tenant, long sequence, IReadOnlyList<TenantChange> differences, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        var body = JsonSerializer.Serialize(tenant, ContractsJson.Default.Tenant);
        batch.BatchCommands.Add(new(SaveSql)
        {
            Parameters = { new() { Value = tenant.Id.ToString() }, new() { Value = sequence }, Json(body) },
        });
        batch.BatchCommands.Add(new(RecordSql)
        {
            Parameters =
            {
                new() { Value = tenant.Id.ToString() },
                new() { Value = tenant.Version },
                new() { Value = tenant.UpdatedAt },
                new() { Value = differences.Count > 0 ? differences[0].By : "" },
                Texts(differences.Select(each => (string?)each.Field)),
                Texts(differences.Select(each => each.From)),
                Texts(differences.Select(each => each.To)),
            },
        });
        batch.BatchCommands.Add(QuotaStore.TellAgain(tenant.Id));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Json(string body) => new() { NpgsqlDbType = NpgsqlDbType.Json, Value = body };

    private static NpgsqlParameter Texts(IEnumerable<string?> texts) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = texts.ToArray() };
}
