using Npgsql;
using NpgsqlTypes;

namespace Platform.Local.Components.State;

/// <summary>Any number of writes with distinct keys as at most five statements, sent together.</summary>
/// <remarks>Keys are sorted, so that two such batches never wait for each other in a circle.</remarks>
internal sealed class PostgresWrites(string table, DateTimeOffset now)
{
    private static readonly string[] KindOrder = ["set", "delete", "set-version", "set-absent", "delete-version"];

    /// <summary>Sends the writes at these places and notes what became of them.</summary>
    public async Task ApplyAsync(
        NpgsqlConnection connection, IReadOnlyList<StateWrite> writes, IEnumerable<int> places, StateOutcome[] outcomes,
        CancellationToken ct)
    {
        var groups = places.GroupBy(place => KindOf(writes[place]))
            .Where(group => Known(group, outcomes))
            .OrderBy(group => Array.IndexOf(KindOrder, group.Key))
            .Select(group => (Kind: group.Key, Places: group.OrderBy(place => writes[place].Key, StringComparer.Ordinal).ToArray()))
            .ToList();
        if (groups.Count == 0) return;

        await using var batch = new NpgsqlBatch(connection);
        foreach (var (kind, group) in groups) batch.BatchCommands.Add(Command(kind, Array.ConvertAll(group, place => writes[place])));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var (_, group) in groups)
        {
            await NoteAsync(reader, group, writes, outcomes, ct);
            await reader.NextResultAsync(ct);
        }
    }

    private static string KindOf(StateWrite write) => (write.Value is null, write.ETag) switch
    {
        (_, { } etag) when !Guid.TryParse(etag, out _) => "invalid",
        (true, null) => "delete",
        (true, _) => "delete-version",
        (false, null) => write.FirstWrite ? "set-absent" : "set",
        (false, _) => "set-version",
    };

    private static bool Known(IGrouping<string, int> group, StateOutcome[] outcomes)
    {
        if (group.Key != "invalid") return true;
        foreach (var place in group) outcomes[place] = StateOutcome.ETagInvalid;
        return false;
    }

    private static async Task NoteAsync(
        NpgsqlDataReader reader, int[] group, IReadOnlyList<StateWrite> writes, StateOutcome[] outcomes, CancellationToken ct)
    {
        // Only the conditional statements answer with the keys they touched.
        if (reader.FieldCount == 0) return;
        var touched = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) touched.Add(reader.GetString(0));
        foreach (var place in group)
            outcomes[place] = touched.Contains(writes[place].Key) ? StateOutcome.Done : StateOutcome.ETagMismatch;
    }

    private NpgsqlBatchCommand Command(string kind, StateWrite[] writes)
    {
        var command = new NpgsqlBatchCommand(Sql(kind));
        Add(command, NpgsqlDbType.Text, Array.ConvertAll(writes, write => write.Key));
        if (kind.StartsWith("set", StringComparison.Ordinal))
        {
            Add(command, NpgsqlDbType.Bytea, Array.ConvertAll(writes, write => write.Value.GetValueOrDefault().ToArray()));
            Add(command, NpgsqlDbType.TimestampTz, Array.ConvertAll(writes, Expiry));
        }

        if (kind.EndsWith("version", StringComparison.Ordinal))
            Add(command, NpgsqlDbType.Uuid, Array.ConvertAll(writes, write => Guid.Parse(write.ETag ?? "")));
        if (kind.StartsWith("set-", StringComparison.Ordinal)) command.Parameters.Add(new() { Value = now.UtcDateTime });
        return command;
    }

    private static void Add(NpgsqlBatchCommand command, NpgsqlDbType type, object values) =>
        command.Parameters.Add(new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = values });

    private DateTime? Expiry(StateWrite write) => write.TtlSeconds is > 0 and var seconds ? now.UtcDateTime.AddSeconds(seconds) : null;

    private string Sql(string kind) => kind switch
    {
        "set" => $"{Insert} {Overwrite}",
        "set-absent" => $"{Insert} {Overwrite} WHERE t.expires_at <= $4 RETURNING t.key",
        "set-version" => $"""
            UPDATE {table} AS t SET value = n.value, etag = gen_random_uuid(), updated_at = now(), expires_at = n.expires_at
            FROM unnest($1, $2, $3, $4) AS n(key, value, expires_at, etag)
            WHERE t.key = n.key AND t.etag = n.etag AND (t.expires_at IS NULL OR t.expires_at > $5) RETURNING t.key
            """,
        "delete" => $"DELETE FROM {table} WHERE key = ANY($1)",
        _ => $"DELETE FROM {table} AS t USING unnest($1, $2) AS n(key, etag) WHERE t.key = n.key AND t.etag = n.etag RETURNING t.key",
    };

    private string Insert => $"""
        INSERT INTO {table} AS t (key, value, etag, expires_at)
        SELECT n.key, n.value, gen_random_uuid(), n.expires_at FROM unnest($1, $2, $3) AS n(key, value, expires_at)
        """;

    private static string Overwrite => """
        ON CONFLICT (key) DO UPDATE SET
            value = excluded.value, etag = excluded.etag, updated_at = now(), expires_at = excluded.expires_at
        """;
}
