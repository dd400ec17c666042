using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Models.Labels;

/// <summary>The statements that change labels and outcomes; each works on a whole batch.</summary>
internal static class LabelStatements
{
    // Of an event with more labels than anybody would give, those of the strongest sources count.
    private const string OfEvents = $"""
        SELECT label.* FROM unnest($1) AS event (id) CROSS JOIN LATERAL (
            SELECT {LabelRows.LabelColumns} FROM labels WHERE event_id = event.id ORDER BY source DESC, known_at DESC LIMIT 100) AS label
        """;

    private const string AddSql = $"""
        INSERT INTO labels ({LabelRows.LabelColumns})
        SELECT {LabelRows.LabelColumns} FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS label ({LabelRows.LabelColumns})
        """;

    private const string SettleSql = $"""
        INSERT INTO outcomes ({LabelRows.OutcomeColumns})
        SELECT {LabelRows.OutcomeColumns} FROM unnest($1, $2, $3, $4, $5, $6, $7) AS outcome ({LabelRows.OutcomeColumns})
        ON CONFLICT (event_id) DO UPDATE SET verdict = excluded.verdict, source = excluded.source, confidence = excluded.confidence,
            known_at = excluded.known_at, label_id = excluded.label_id, number = excluded.number
        """;

    /// <summary>Makes the tenant's other writers wait, and gives the last number.</summary>
    public static NpgsqlBatchCommand Turn() => new("SELECT last FROM outcome_position FOR UPDATE");

    /// <summary>Those of the ids that are there.</summary>
    public static NpgsqlBatchCommand Known(IEnumerable<Label> labels) =>
        Statement.Of("SELECT id FROM labels WHERE id = ANY ($1)", (object)labels.Select(label => label.Id).ToArray());

    /// <summary>The labels of the events that labels are about.</summary>
    public static NpgsqlBatchCommand Others(string[] events) => Statement.Of(OfEvents, (object)events);

    /// <summary>Their outcomes.</summary>
    public static NpgsqlBatchCommand Outcomes(string[] events) =>
        Statement.Of($"SELECT {LabelRows.OutcomeColumns} FROM outcomes WHERE event_id = ANY ($1)", (object)events);

    public static NpgsqlBatchCommand Add(IReadOnlyList<GivenLabel> labels) => Statement.Of(
        AddSql,
        labels.Select(given => given.Label.Id).ToArray(),
        labels.Select(given => given.Label.EventId).ToArray(),
        labels.Select(given => (short?)given.Label.Entity?.Kind).ToArray(),
        labels.Select(given => given.Label.Entity?.Id).ToArray(),
        labels.Select(given => given.Label.Entity?.From.UtcDateTime).ToArray(),
        labels.Select(given => given.Label.Entity?.Until?.UtcDateTime).ToArray(),
        labels.Select(given => (short)given.Label.Verdict).ToArray(),
        labels.Select(given => (short)given.Label.Source).ToArray(),
        labels.Select(given => given.Label.Confidence ?? 1).ToArray(),
        labels.Select(given => given.Label.KnownAt.UtcDateTime).ToArray(),
        labels.Select(given => given.By).ToArray(),
        labels.Select(given => given.ReceivedAt.UtcDateTime).ToArray());

    public static NpgsqlBatchCommand Settle(IReadOnlyList<Outcome> outcomes) => Statement.Of(
        SettleSql,
        outcomes.Select(outcome => outcome.EventId).ToArray(),
        outcomes.Select(outcome => (short)outcome.Verdict).ToArray(),
        outcomes.Select(outcome => (short)outcome.Source).ToArray(),
        outcomes.Select(outcome => outcome.Confidence).ToArray(),
        outcomes.Select(outcome => outcome.KnownAt.UtcDateTime).ToArray(),
        outcomes.Select(outcome => outcome.LabelId).ToArray(),
        outcomes.Select(outcome => outcome.Number).ToArray());

    public static NpgsqlBatchCommand Move(long last) => Statement.Of("UPDATE outcome_position SET last = $1", last);
}
