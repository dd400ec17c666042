using Npgsql;
using Platform.Contracts;
using Platform.Postgres;
using Platform.Risk.Decisions;

namespace Platform.Risk.Outcomes;

/// <summary>What events turned out to be, in PostgreSQL. Every method asks whose it is first.</summary>
internal sealed class OutcomeStore(TenantDatabase database)
{
    private const int PageSize = 5_000;

    private const string Turn = "SELECT last FROM learnt_position FOR UPDATE";

    private const string Numbers = "SELECT event_id, number FROM learnt_outcomes WHERE event_id = ANY ($1)";

    private const string Add = """
        WITH added AS (
            INSERT INTO learnt_outcomes (event_id, verdict, source, confidence, known_at, number, position, after_sequence)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (event_id) DO UPDATE SET verdict = excluded.verdict, source = excluded.source, confidence = excluded.confidence,
                known_at = excluded.known_at, number = excluded.number, position = excluded.position,
                after_sequence = excluded.after_sequence)
        UPDATE learnt_position SET last = $9
        """;

    private const string Taken = $"""
        SELECT decision.*, outcome.position, outcome.after_sequence, outcome.verdict
        FROM (SELECT * FROM learnt_outcomes WHERE position > $1 ORDER BY position LIMIT $2) AS outcome
        JOIN (SELECT {DecisionColumns.All} FROM decisions) AS decision ON decision.id = outcome.event_id
        ORDER BY outcome.position
        """;

    /// <summary>Opens a transaction in which outcomes are taken in; other writers of the tenant wait.</summary>
    public async Task<(TenantConnection Connection, KnownOutcomes Known)> OpenAsync(
        TenantId tenant, string[] events, CancellationToken ct)
    {
        var connection = await database.OpenAsync(tenant, ct);
        try
        {
            return (connection, await ReadAsync(connection, events, ct));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes outcomes for good.</summary>
    public static Task AddAsync(TenantConnection connection, IReadOnlyList<OutcomeRow> rows, long last, CancellationToken ct) =>
        connection.CommitAfterAsync(
            Statement.Of(
                Add,
                rows.Select(row => row.Outcome.EventId).ToArray(),
                rows.Select(row => (short)row.Outcome.Verdict).ToArray(),
                rows.Select(row => (short)row.Outcome.Source).ToArray(),
                rows.Select(row => row.Outcome.Confidence).ToArray(),
                rows.Select(row => row.Outcome.KnownAt.UtcDateTime).ToArray(),
                rows.Select(row => row.Outcome.Number).ToArray(),
                rows.Select(row => row.Position).ToArray(),
                rows.Select(row => row.After).ToArray(),
                last),
            ct);

    /// <summary>Outcomes that went into the histories after a position, in their order, at most a page of them.</summary>
    public Task<List<TakenOutcome>> AfterAsync(TenantId tenant, long position, CancellationToken ct) =>
        database.QueryAsync(tenant, Statement.Of(Taken, position, PageSize), TakenOf, ct);

    /// <summary>Those of some events whose outcome is known.</summary>
    public async Task<IReadOnlyDictionary<string, Finding>> OfAsync(TenantId tenant, string[] events, CancellationToken ct)
    {
        const string sql = "SELECT event_id, verdict FROM learnt_outcomes WHERE event_id = ANY ($1)";
        var known = await database.QueryAsync(
            tenant, Statement.Of(sql, (object)events), row => KeyValuePair.Create(row.GetString(0), (Finding)row.GetInt16(1)), ct);
        return known.ToDictionary(StringComparer.Ordinal);
    }

    private static async Task<KnownOutcomes> ReadAsync(TenantConnection connection, string[] events, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands = { new(Turn), Statement.Of(Numbers, (object)events), Statement.Of(DecisionStore.Find, (object)events) },
        };
        await using var rows = await batch.ExecuteReaderAsync(ct);
        var last = (await rows.AllAsync(row => row.GetInt64(0), ct)).Single();
        await rows.NextResultAsync(ct);
        var numbers = await rows.AllAsync(row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), ct);
        await rows.NextResultAsync(ct);
        var decisions = await rows.AllAsync(DecisionColumns.Read, ct);
        return new(
            last, numbers.ToDictionary(StringComparer.Ordinal),
            decisions.ToDictionary(row => row.Transaction.Id, row => row.Transaction, StringComparer.Ordinal));
    }

    private static TakenOutcome TakenOf(NpgsqlDataReader row)
    {
        var decision = DecisionColumns.Read(row);
        var after = row.FieldCount - 3;
        return new(row.GetInt64(after), row.GetInt64(after + 1), decision.Transaction, (Finding)row.GetInt16(after + 2) is Finding.Fraud);
    }
}

/// <summary>What was known before some outcomes came.</summary>
/// <param name="Last">The last position given out.</param>
/// <param name="Numbers">By event, the number of the outcome that was taken in last.</param>
/// <param name="Events">Those of the events that were decided, by id.</param>
internal sealed record KnownOutcomes(
    long Last, IReadOnlyDictionary<string, long> Numbers, IReadOnlyDictionary<string, Transaction> Events);

/// <summary>An outcome to write.</summary>
/// <param name="Outcome">What it turned out to be.</param>
/// <param name="Position">Its place in the order; null when the event was never decided.</param>
/// <param name="After">The last decision before it.</param>
internal sealed record OutcomeRow(Outcome Outcome, long? Position, long? After);

/// <summary>An outcome that went into the histories.</summary>
/// <param name="Position">Its place in the order.</param>
/// <param name="After">The last decision before it.</param>
/// <param name="Transaction">The event.</param>
/// <param name="IsFraud">What it turned out to be.</param>
internal sealed record TakenOutcome(long Position, long After, Transaction Transaction, bool IsFraud);
