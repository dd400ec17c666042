using Npgsql;
using Platform.Contracts;

namespace Platform.Models.Labels;

/// <summary>Labels and outcomes as rows.</summary>
internal static class LabelRows
{
    public const string LabelColumns =
        "id, event_id, entity_kind, entity_id, since, until, verdict, source, confidence, known_at, given_by, received_at";

    public const string OutcomeColumns = "event_id, verdict, source, confidence, known_at, label_id, number";

    public static GivenLabel Label(NpgsqlDataReader row) => new(
        new()
        {
            Id = row.GetString(0),
            EventId = row.IsDBNull(1) ? null : row.GetString(1),
            Entity = row.IsDBNull(3) ? null : Entity(row),
            Verdict = (Finding)row.GetInt16(6),
            Source = (LabelSource)row.GetInt16(7),
            Confidence = row.GetDouble(8),
            KnownAt = row.GetFieldValue<DateTimeOffset>(9),
        },
        row.GetString(10), row.GetFieldValue<DateTimeOffset>(11));

    public static Outcome Outcome(NpgsqlDataReader row) => new()
    {
        EventId = row.GetString(0),
        Verdict = (Finding)row.GetInt16(1),
        Source = (LabelSource)row.GetInt16(2),
        Confidence = row.GetDouble(3),
        KnownAt = row.GetFieldValue<DateTimeOffset>(4),
        LabelId = row.GetString(5),
        Number = row.GetInt64(6),
    };

    private static LabelledEntity Entity(NpgsqlDataReader row) =>
        new((LabelledKind)row.GetInt16(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4))
        {
            Until = row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
        };
}
