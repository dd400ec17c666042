using Npgsql;

namespace Platform.Local.Components.State;

/// <summary>The table as daprd lays it out, so that either can take it over from the other.</summary>
/// <remarks>
/// Layout level 1 of Dapr's <c>state.postgresql</c> v2. Later levels only add columns that no statement here names, and a newer daprd
/// raises the level itself. Source: dapr/components-contrib, state/postgresql/v2.
/// </remarks>
internal sealed class PostgresStateTable(PostgresStateOptions options)
{
    private const long MigrationLock = 0x64617072_73746174;

    /// <summary>Creates what is missing, once, whoever comes first.</summary>
    public async Task MigrateAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", ct);
        await RunAsync(
            connection, $"CREATE TABLE IF NOT EXISTS {options.Metadata} (key text NOT NULL PRIMARY KEY, value text NOT NULL)", ct);
        if (!await IsThereAsync(connection, ct))
        {
            await RunAsync(connection, Create, ct);
            await using var level = new NpgsqlCommand($"INSERT INTO {options.Metadata} (key, value) VALUES ($1, '1')", connection);
            level.Parameters.Add(new() { Value = LevelKey });
            await level.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private string LevelKey => "migrations-state-v2-" + options.Prefix;

    private string Create => $"""
        CREATE TABLE {options.Table} (
            key text NOT NULL PRIMARY KEY,
            value bytea NOT NULL,
            etag uuid NOT NULL DEFAULT gen_random_uuid(),
            created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz,
            expires_at timestamptz);
        CREATE INDEX ON {options.Table} (expires_at)
        """;

    private async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT 1 FROM {options.Metadata} WHERE key = $1", connection);
        command.Parameters.Add(new() { Value = LevelKey });
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
