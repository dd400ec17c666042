using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Models.Labels;

/// <summary>Reads the labels of a tenant. Every method asks whose they are first.</summary>
internal sealed class LabelStore(TenantDatabase database)
{
    private const string OfEvent = $"""
        SELECT {LabelRows.LabelColumns} FROM labels WHERE event_id = $1 ORDER BY source DESC, known_at DESC LIMIT 100
        """;

    private const string Outcome = $"SELECT {LabelRows.OutcomeColumns} FROM outcomes WHERE event_id = $1";

    private const string Outcomes =
        $"SELECT {LabelRows.OutcomeColumns} FROM outcomes WHERE number > $1 ORDER BY number LIMIT $2";

    private const string OfEntities = $"""
        SELECT {LabelRows.LabelColumns} FROM labels WHERE entity_id IS NOT NULL AND id > $1 ORDER BY id LIMIT $2
        """;

    /// <summary>All that is known of how an event turned out.</summary>
    public async Task<EventLabels> OfAsync(TenantId tenant, string eventId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands = { Statement.Of(OfEvent, eventId), Statement.Of(Outcome, eventId) },
        };
        await using var rows = await batch.ExecuteReaderAsync(ct);
        var labels = await rows.AllAsync(LabelRows.Label, ct);
        await rows.NextResultAsync(ct);
        return new(eventId, labels) { Outcome = (await rows.AllAsync(LabelRows.Outcome, ct)).SingleOrDefault() };
    }

    /// <summary>Outcomes after a number, in their order.</summary>
    public Task<List<Outcome>> OutcomesAsync(TenantId tenant, long after, int limit, CancellationToken ct) =>
        database.QueryAsync(tenant, Statement.Of(Outcomes, after, limit), LabelRows.Outcome, ct);

    /// <summary>Labels of entities after an id, by id.</summary>
    public Task<List<GivenLabel>> OfEntitiesAsync(TenantId tenant, string after, int limit, CancellationToken ct) =>
        database.QueryAsync(tenant, Statement.Of(OfEntities, after, limit), LabelRows.Label, ct);
}
