using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Metering;

/// <summary>What a tenant used, by hour and meter, in the tenant's own schema. Every method asks whose usage it is first.</summary>
internal sealed class UsageStore(TenantDatabase database, TimeProvider time)
{
    /// <summary>Whoever counts holds this lock with others; whoever closes a month holds it alone.</summary>
    internal const string CountingLock = "SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema(), 7))";

    internal const string OfMonthSql = "SELECT meter, sum(quantity)::bigint FROM usage_hours WHERE hour >= $1 AND hour < $2 GROUP BY meter";

    // One statement, so there is no moment at which a record is known and not counted. Both inserts are sorted: two deliveries with the
    // same records wait for each other instead of dead-locking. A month that is closed takes nothing more.
    private const string CountSql = """
        WITH fresh AS (
            INSERT INTO usage_seen (id, seen_at) SELECT id, $5 FROM unnest($1) AS record (id) ORDER BY id
            ON CONFLICT (id) DO NOTHING RETURNING id
        ), added AS (
            SELECT greatest(hour, (SELECT max(closed_until) FROM invoices)) AS hour, meter, sum(quantity)::bigint AS quantity
            FROM unnest($1, $2, $3, $4) AS record (id, hour, meter, quantity) JOIN fresh USING (id)
            GROUP BY 1, 2
        ), written AS (
            INSERT INTO usage_hours (hour, meter, quantity) SELECT hour, meter, quantity FROM added ORDER BY hour, meter
            ON CONFLICT (hour, meter) DO UPDATE SET quantity = usage_hours.quantity + excluded.quantity
        )
        SELECT hour, meter, quantity FROM added ORDER BY hour, meter
        """;

    private const string ListSql = """
        SELECT date_trunc($3, hour, 'UTC') AS start, meter, sum(quantity)::bigint FROM usage_hours
        WHERE hour >= $1 AND hour < $2 GROUP BY 1, 2 ORDER BY 1, 2
        """;

    private const string ForgetSql = """
        DELETE FROM usage_seen WHERE ctid = ANY (ARRAY(SELECT ctid FROM usage_seen WHERE seen_at < $1 LIMIT $2))
        """;

    /// <summary>Counts records that were never counted; the others change nothing.</summary>
    /// <param name="tenant">Whose usage.</param>
    /// <param name="records">Each id once.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What was added, by hour and meter, for good.</returns>
    public async Task<IReadOnlyList<UsagePoint>> CountAsync(TenantId tenant, IReadOnlyList<UsageRecord> records, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands = { new(CountingLock), CountCommand(records) },
        };
        List<UsagePoint> added;
        await using (var rows = await batch.ExecuteReaderAsync(ct))
        {
            await rows.NextResultAsync(ct);
            added = await ReadAsync(rows, ct);
        }

        await connection.CommitAsync(ct);
        return added;
    }

    /// <summary>Usage of the hours that begin within a time, by hour or day.</summary>
    public async Task<UsageReport> ListAsync(TenantId tenant, UsageQuery query, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(ListSql);
        command.Parameters.Add(Of(NpgsqlDbType.TimestampTz, query.From));
        command.Parameters.Add(Of(NpgsqlDbType.TimestampTz, query.To));
        command.Parameters.Add(Of(NpgsqlDbType.Text, query.Step is UsageStep.Hour ? "hour" : "day"));
        await using var rows = await command.ExecuteReaderAsync(ct);
        return new(query.From, query.To, query.Step, await ReadAsync(rows, ct));
    }

    /// <summary>Units by meter of a month so far.</summary>
    public async Task<IReadOnlyDictionary<UsageMeter, long>> OfMonthAsync(TenantId tenant, Month month, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        return await OfMonthAsync(connection, month, ct);
    }

    /// <summary>The same within a transaction of the tenant.</summary>
    internal static async Task<IReadOnlyDictionary<UsageMeter, long>> OfMonthAsync(
        TenantConnection connection, Month month, CancellationToken ct)
    {
        await using var command = connection.Command(OfMonthSql);
        command.Parameters.Add(Of(NpgsqlDbType.TimestampTz, month.Start));
        command.Parameters.Add(Of(NpgsqlDbType.TimestampTz, month.End));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var usage = new Dictionary<UsageMeter, long>();
        while (await rows.ReadAsync(ct)) usage[(UsageMeter)rows.GetInt16(0)] = rows.GetInt64(1);
        return usage;
    }

    /// <summary>Forgets records counted before a time, at most <paramref name="limit"/> of them; what they counted stays.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(ForgetSql);
        command.Parameters.Add(Of(NpgsqlDbType.TimestampTz, before));
        command.Parameters.Add(Of(NpgsqlDbType.Integer, limit));
        var forgotten = await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
        return forgotten;
    }

    private NpgsqlBatchCommand CountCommand(IReadOnlyList<UsageRecord> records) => new(CountSql)
    {
        Parameters =
        {
            Of(NpgsqlDbType.Array | NpgsqlDbType.Text, records.Select(record => record.Id).ToArray()),
            Of(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, records.Select(record => HourOf(record.Time)).ToArray()),
            Of(NpgsqlDbType.Array | NpgsqlDbType.Smallint, records.Select(record => (short)record.Meter).ToArray()),
            Of(NpgsqlDbType.Array | NpgsqlDbType.Bigint, records.Select(record => record.Quantity).ToArray()),
            Of(NpgsqlDbType.TimestampTz, time.GetUtcNow()),
        },
    };

    private static DateTimeOffset HourOf(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private static async Task<List<UsagePoint>> ReadAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var points = new List<UsagePoint>();
        while (await rows.ReadAsync(ct))
            points.Add(new(rows.GetFieldValue<DateTimeOffset>(0), (UsageMeter)rows.GetInt16(1), rows.GetInt64(2)));
        return points;
    }

    private static NpgsqlParameter Of(NpgsqlDbType type, object value) => new() { NpgsqlDbType = type, Value = value };
}
