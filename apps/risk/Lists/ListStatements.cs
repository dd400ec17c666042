using Npgsql;
using Platform.Postgres;

namespace Platform.Risk.Lists;

/// <summary>The statements that change lists. Each change takes its turn first, and says so at the end.</summary>
internal static class ListStatements
{
    /// <summary>Takes the turn: the number of this change.</summary>
    public const string Turn = "UPDATE list_position SET revision = revision + 1 RETURNING revision";

    /// <summary>What a list is for; no row when there is none of this name and there are enough.</summary>
    public const string Save = """
        INSERT INTO lists (name, kind, field, description) SELECT $1, $2, $3, $4
        WHERE EXISTS (SELECT 1 FROM lists WHERE name = $1) OR (SELECT count(*) FROM lists) < $5
        ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, field = excluded.field, description = excluded.description
        RETURNING entries
        """;

    /// <summary>A list with all that is on it.</summary>
    public const string Delete = """
        WITH gone AS (DELETE FROM lists WHERE name = $1 RETURNING id),
            entries AS (DELETE FROM list_entries USING gone WHERE list = gone.id),
            removals AS (DELETE FROM list_removals USING gone WHERE list = gone.id)
        SELECT id FROM gone
        """;

    /// <summary>How many of the entries were not there, how many the list has, and how many there were in all lists before.</summary>
    public const string Add = """
        WITH target AS (SELECT id FROM lists WHERE name = $1),
            written AS (
                INSERT INTO list_entries (list, value, reason, expires_at, added_by, added_at, revision)
                SELECT target.id, value, reason, expires_at, $5, $6, $7
                FROM target, unnest($2::text[], $3::text[], $4::timestamptz[]) AS entry (value, reason, expires_at)
                ON CONFLICT (list, value) DO UPDATE SET reason = excluded.reason, expires_at = excluded.expires_at,
                    added_by = excluded.added_by, added_at = excluded.added_at, revision = excluded.revision
                RETURNING xmax = 0 AS fresh),
            counted AS (SELECT count(*) AS fresh FROM written WHERE fresh)
        UPDATE lists SET entries = entries + counted.fresh FROM counted, target WHERE lists.id = target.id
        RETURNING counted.fresh, entries, (SELECT sum(entries)::bigint FROM lists)
        """;

    /// <summary>How many were taken off, and how many the list has.</summary>
    public const string Remove = """
        WITH target AS (SELECT id FROM lists WHERE name = $1),
            gone AS (DELETE FROM list_entries USING target WHERE list = target.id AND value = ANY($2) RETURNING list, value),
            noted AS (INSERT INTO list_removals (revision, list, value, removed_at) SELECT $3, list, value, $4 FROM gone),
            counted AS (SELECT count(*) AS gone FROM gone)
        UPDATE lists SET entries = entries - counted.gone FROM counted, target WHERE lists.id = target.id
        RETURNING counted.gone, entries
        """;

    // No number of a change: a replica that still holds what expired knows itself that it does not count.
    private const string Expire = """
        WITH gone AS (
            DELETE FROM list_entries WHERE (list, value) IN (
                SELECT list, value FROM list_entries WHERE expires_at < $1 ORDER BY expires_at LIMIT 20000)
            RETURNING list),
            counted AS (SELECT list, count(*) AS gone FROM gone GROUP BY list)
        UPDATE lists SET entries = entries - counted.gone FROM counted WHERE lists.id = counted.list
        """;

    private const string Prune = """
        WITH gone AS (
            DELETE FROM list_removals WHERE (revision, list, value) IN (
                SELECT revision, list, value FROM list_removals WHERE removed_at < $1 ORDER BY revision LIMIT 20000)
            RETURNING revision)
        UPDATE list_position SET pruned = greatest(pruned, (SELECT max(revision) FROM gone))
        """;

    /// <summary>Clears away what expired an hour ago, a clock's error, and what was removed a day ago; a portion of it at a time.</summary>
    public static NpgsqlBatchCommand[] ClearAway(DateTimeOffset now) =>
        [Statement.Of(Expire, now.AddHours(-1).UtcDateTime), Statement.Of(Prune, now.AddDays(-1).UtcDateTime)];
}
