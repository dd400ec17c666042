using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Local.Components.State;

/// <summary><c>state.postgresql</c> v2: raw bytes, a uuid per version, expired rows filtered and swept.</summary>
internal sealed partial class PostgresStateStore : IStateStore, IOutboxScan
{
    private readonly PostgresStateOptions options;
    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private ITimer? cleanup;

    public PostgresStateStore(ComponentContext context)
    {
        options = PostgresStateOptions.From(context.Metadata);
        source = NpgsqlDataSource.Create(options.Connection);
        (time, logger) = (context.Time, context.Loggers.CreateLogger<PostgresStateStore>());
    }

    public IReadOnlyList<string> Capabilities => ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    public async Task InitAsync(CancellationToken ct)
    {
        await new PostgresStateTable(options).MigrateAsync(source, ct);
        if (options.CleanupInterval is { } interval) cleanup = time.CreateTimer(_ => _ = CleanUpAsync(), null, interval, interval);
    }

    public async Task<IReadOnlyList<StateItem?>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        if (keys.Count == 0) return [];
        await using var command = source.CreateCommand(
            $"SELECT key, value, etag, expires_at FROM {options.Table} WHERE key = ANY($1) AND (expires_at IS NULL OR expires_at > $2)");
        command.Parameters.Add(new() { Value = keys.Distinct(StringComparer.Ordinal).ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        var found = new Dictionary<string, StateItem>(keys.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found[reader.GetString(0)] = Item(reader);
        return [.. keys.Select(key => found.TryGetValue(key, out var item) ? item : (StateItem?)null)];
    }

    public async Task<IReadOnlyList<StateOutcome>> WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await ApplyAsync(connection, writes, ct);
    }

    public async Task<StateOutcome> TransactAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var outcome in await ApplyAsync(connection, writes, ct))
        {
            // Leaving without a commit rolls back.
            if (outcome != StateOutcome.Done) return outcome;
        }

        await transaction.CommitAsync(ct);
        return StateOutcome.Done;
    }

    public async Task<IReadOnlyList<string>> KeysAsync(string prefix, string after, int limit, CancellationToken ct)
    {
        // In a database of the C locale, as the embedded one is, the prefix becomes a range of the index by itself.
        await using var command = source.CreateCommand(
            $"""
            SELECT key FROM {options.Table} WHERE starts_with(key, $1) AND (expires_at IS NULL OR expires_at > $2) AND key > $4
            ORDER BY key LIMIT $3
            """);
        command.Parameters.Add(new() { Value = prefix });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = after });
        var keys = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) keys.Add(reader.GetString(0));
        return keys;
    }

    /// <summary>Deletes what has expired; the store's own timer calls it.</summary>
    public async Task CleanUpAsync()
    {
        try
        {
            await using var command = source.CreateCommand($"DELETE FROM {options.Table} WHERE expires_at <= $1");
            command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception error) when (error is NpgsqlException or ObjectDisposedException)
        {
            LogNotCleaned(error, options.Table);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (cleanup is not null) await cleanup.DisposeAsync();
        await source.DisposeAsync();
    }

    private static StateItem Item(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<byte[]>(1), reader.GetGuid(2).ToString(), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3));

    // A key that is written twice needs two rounds: one statement must not touch a row twice, and the later write wins.
    private async Task<StateOutcome[]> ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        var outcomes = new StateOutcome[writes.Count];
        var statements = new PostgresWrites(options.Table, time.GetUtcNow());
        var (round, keys) = (new List<int>(writes.Count), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < writes.Count; i++)
        {
            if (!keys.Add(writes[i].Key))
            {
                await statements.ApplyAsync(connection, writes, round, outcomes, ct);
                round.Clear();
                keys = new HashSet<string>(StringComparer.Ordinal) { writes[i].Key };
            }

            round.Add(i);
        }

        await statements.ApplyAsync(connection, writes, round, outcomes, ct);
        return outcomes;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired rows of {Table} could not be deleted; the next round tries again")]
    private partial void LogNotCleaned(Exception error, string table);
}
