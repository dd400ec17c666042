using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>What a delivery changed.</summary>
/// <param name="Entries">Entries that were new.</param>
/// <param name="Checkpoints">Checkpoints signed on the way.</param>
/// <param name="Size">Entries in the log afterwards.</param>
internal readonly record struct Appended(int Entries, int Checkpoints, long Size);

/// <summary>Adds to a tenant's log. Writers of one tenant take turns on the row of its head, so positions have no gaps.</summary>
internal sealed class AuditLedger(
    TenantDatabase database, AuditKeys keys, AuditMetrics metrics, IOptions<AuditOptions> options, TimeProvider time)
{
    /// <summary>Adds events whose id is new, in one transaction; the others change nothing.</summary>
    /// <param name="tenant">Whose events.</param>
    /// <param name="events">Each id once, in order.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What changed, for good.</returns>
    public async Task<Appended> AppendAsync(TenantId tenant, IReadOnlyList<AuditEvent> events, CancellationToken ct)
    {
        var (connection, head) = await OpenAsync(tenant, ct);
        await using (connection)
        {
            var known = await KnownAsync(connection, events, ct);
            using var growth = new LogGrowth(tenant, head, Rule());
            var fresh = events.Where(e => !known.Contains(e.Id)).ToList();
            foreach (var e in await SubjectKeys.ProtectAsync(connection, fresh, ct)) growth.Add(e);

            await WriteAsync(connection, growth, ct);
            return new(growth.Entries.Count, growth.Checkpoints.Count, growth.Head.Size);
        }
    }

    /// <summary>Signs the state of a log unless it is signed already.</summary>
    /// <returns>Whether a checkpoint was signed.</returns>
    public async Task<bool> SignAsync(TenantId tenant, CancellationToken ct)
    {
        var (connection, head) = await OpenAsync(tenant, ct);
        await using (connection)
        {
            using var growth = new LogGrowth(tenant, head, Rule());
            growth.Sign();
            await WriteAsync(connection, growth, ct);
            metrics.Signed(growth.Checkpoints.Count);
            return growth.Checkpoints.Count > 0;
        }
    }

    // The lock travels with becoming the tenant: until the commit no other writer of the tenant gets past it.
    private Task<(TenantConnection Connection, LogHead Head)> OpenAsync(TenantId tenant, CancellationToken ct) =>
        database.OpenAsync(tenant, new(LogHead.LockSql), LogHead.ReadAsync, ct);

    // A statement of its own: it must see what was committed while the lock was waited for.
    private static async Task<HashSet<string>> KnownAsync(
        TenantConnection connection, IReadOnlyList<AuditEvent> events, CancellationToken ct)
    {
        await using var command = connection.Command("SELECT id FROM audit_entries WHERE id = ANY ($1)");
        command.Parameters.Add(new() { Value = events.Select(e => e.Id).ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) known.Add(rows.GetString(0));

        return known;
    }

    private static async Task WriteAsync(TenantConnection connection, LogGrowth growth, CancellationToken ct)
    {
        if (growth.Entries.Count is 0 && growth.Checkpoints.Count is 0) return;

        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        if (growth.Entries.Count > 0) batch.BatchCommands.Add(LedgerStatements.Insert(growth.Entries));
        if (growth.Nodes.Count > 0) batch.BatchCommands.Add(LedgerStatements.Insert(growth.Nodes));
        if (growth.SignedWith is { } key)
        {
            batch.BatchCommands.Add(LedgerStatements.Insert(growth.Checkpoints));
            batch.BatchCommands.Add(LedgerStatements.Insert(key));
        }

        batch.BatchCommands.Add(LedgerStatements.Move(growth.Head));
        // The server skips what follows a failed statement, so the COMMIT is only reached by a change that is whole.
        batch.BatchCommands.Add(new("COMMIT"));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private CheckpointRule Rule() => new(options.Value.CheckpointEntries, keys.Current, time.GetUtcNow());
}
