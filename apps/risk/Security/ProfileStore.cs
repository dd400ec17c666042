using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Security;

/// <summary>What is usual for a tenant's entities, in PostgreSQL. Every method asks whose it is first.</summary>
internal sealed class ProfileStore(TenantDatabase database, TimeProvider time)
{
    /// <summary>How long an event is known; one that is sent again later counts again.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>How long a profile is kept after its last event.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    // One request of a tenant at a time changes profiles, since nearly all of them change those of the same groups.
    private const string TurnSql = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))";

    private const string TakeSql = """
        INSERT INTO profiled_events (use, id, at) SELECT $1, id, $3 FROM unnest($2) AS id ON CONFLICT DO NOTHING RETURNING id
        """;

    private const string ReadSql = "SELECT id, bytes FROM profiles WHERE use = $1 AND id = ANY($2)";

    private const string SaveSql = """
        INSERT INTO profiles (use, id, bytes, seen_at) SELECT $1, id, bytes, $4 FROM unnest($2, $3) AS each (id, bytes)
        ON CONFLICT (use, id) DO UPDATE SET bytes = excluded.bytes, seen_at = excluded.seen_at
        """;

    // A bit more than a request brings, so that the tables do not grow, and no more, so that no request waits for a clean-up.
    private const string ForgetEventsSql = """
        DELETE FROM profiled_events WHERE (use, id) IN (SELECT use, id FROM profiled_events WHERE at < $1 ORDER BY at LIMIT 2000)
        """;

    private const string ForgetProfilesSql = """
        DELETE FROM profiles WHERE (use, id) IN (SELECT use, id FROM profiles WHERE seen_at < $1 ORDER BY seen_at LIMIT 4000)
        """;

    /// <summary>Opens a transaction, alone with the tenant's profiles of a use, and reads those that events are about.</summary>
    public async Task<ProfileTurn> OpenAsync(TenantId tenant, string use, ProfileQuery query, CancellationToken ct)
    {
        var connection = await database.OpenAsync(tenant, ct);
        try
        {
            await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
            {
                BatchCommands =
                {
                    Statement.Of(TurnSql, use),
                    Statement.Of(TakeSql, use, query.Events.Distinct().ToArray(), time.GetUtcNow()),
                    Statement.Of(ReadSql, use, query.Keys.Distinct().ToArray()),
                },
            };
            await using var rows = await batch.ExecuteReaderAsync(ct);
            await rows.NextResultAsync(ct);
            var (fresh, stored) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, byte[]>(StringComparer.Ordinal));
            while (await rows.ReadAsync(ct)) fresh.Add(rows.GetString(0));
            await rows.NextResultAsync(ct);
            while (await rows.ReadAsync(ct)) stored[rows.GetString(0)] = rows.GetFieldValue<byte[]>(1);
            return new(connection, use, fresh, stored);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes profiles, all or none, and ends the turn.</summary>
    public async Task SaveAsync<T>(ProfileTurn turn, IReadOnlyDictionary<string, T> changed, Func<T, byte[]> pack, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(turn.Connection.Connection, turn.Connection.Transaction)
        {
            BatchCommands = { Statement.Of(ForgetEventsSql, now - Remembered), Statement.Of(ForgetProfilesSql, now - Kept) },
        };
        foreach (var statement in turn.Also) batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync(ct);
        await turn.Connection.CommitAfterAsync(
            Statement.Of(SaveSql, turn.Use, changed.Keys.ToArray(), changed.Values.Select(pack).ToArray(), now), ct);
    }
}

/// <summary>What a request needs of the profiles.</summary>
/// <param name="Events">Ids of its events.</param>
/// <param name="Keys">Whose profiles.</param>
internal sealed record ProfileQuery(IEnumerable<string> Events, IEnumerable<string> Keys);

/// <summary>A request's turn with the profiles; without a save nothing of it stays.</summary>
/// <param name="Connection">The transaction.</param>
/// <param name="Use">Which profiles.</param>
/// <param name="Fresh">Events that are in no profile yet.</param>
/// <param name="Stored">What is stored, by key; who is new is not there.</param>
internal sealed record ProfileTurn(
    TenantConnection Connection, string Use, HashSet<string> Fresh, Dictionary<string, byte[]> Stored) : IAsyncDisposable
{
    /// <summary>What else is to be committed with the profiles.</summary>
    public List<NpgsqlBatchCommand> Also { get; } = [];

    public delegate T Unpack<out T>(ReadOnlySpan<byte> bytes);

    /// <summary>The profiles that a request needs, those of who is new empty.</summary>
    public Dictionary<string, T> Profiles<T>(ProfileQuery query, Unpack<T> unpack) where T : new() => query.Keys.Distinct().ToDictionary(
        key => key, key => Stored.TryGetValue(key, out var bytes) ? unpack(bytes) : new(), StringComparer.Ordinal);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
