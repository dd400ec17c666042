using System.Text.Json;
using Npgsql;
using Platform.Contracts;

namespace Platform.Risk.Decisions;

/// <summary>The columns of the log, written and read in one order.</summary>
internal static class DecisionColumns
{
    /// <summary>Those of the event.</summary>
    public const string Event =
        "sequence, id, decided_at, time, kind, amount, currency, account, counterparty, device, country, channel";

    public const string All =
        $"{Event}, score, verdict, reasons, "
        + "model_version, model_score, rules_version, feature_set, settings, ensemble_version, ensemble_score, degraded, list_hits, "
        + "features";

    // One array a column; the vectors come end to end and are cut by their length, since unnest would take them apart to single numbers.
    private const string Insert = $"""
        INSERT INTO decisions ({All})
        SELECT sequence, id, decided_at, time, kind, amount, currency, account, counterparty, device, country, channel, score, verdict,
            reasons::json, model_version, model_score, rules_version, feature_set, settings, ensemble_version, ensemble_score, degraded,
            list_hits::json, $25[($26 * (line - 1) + 1):($26 * line)]
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
            WITH ORDINALITY AS row (sequence, id, decided_at, time, kind, amount, currency, account, counterparty, device, country, channel,
            score, verdict, reasons, model_version, model_score, rules_version, feature_set, settings, ensemble_version, ensemble_score,
            degraded, list_hits, line)
        """;

    /// <summary>Appends the rows, however many, as one statement.</summary>
    public static NpgsqlBatchCommand InsertOf(IReadOnlyList<DecisionRow> rows)
    {
        var insert = new NpgsqlBatchCommand(Insert);
        Add(insert, rows, row => row.Sequence);
        Add(insert, rows, row => row.Transaction.Id);
        Add(insert, rows, row => row.DecidedAt.UtcDateTime);
        AddTransaction(insert, rows);
        Add(insert, rows, row => row.Score);
        Add(insert, rows, row => (short)row.Verdict);
        Add(insert, rows, row => ReasonsText(row.Reasons));
        Add(insert, rows, row => row.ModelVersion);
        Add(insert, rows, row => row.ModelVersion is null ? (double?)null : row.ModelScore);
        Add(insert, rows, row => row.RulesVersion);
        Add(insert, rows, row => row.FeatureSet);
        Add(insert, rows, row => row.Settings);
        Add(insert, rows, row => row.EnsembleVersion);
        Add(insert, rows, row => row.EnsembleVersion is null ? (double?)null : row.EnsembleScore);
        Add(insert, rows, row => row.Degraded);
        Add(insert, rows, row => ListsText(row.Lists));
        var length = rows.Count > 0 ? rows[0].Features.Length : 0;
        insert.Parameters.Add(new() { Value = VectorsOf(rows, length) });
        insert.Parameters.Add(new() { Value = length });
        return insert;
    }

    public static DecisionRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), ReadTransaction(row), row.GetFieldValue<DateTimeOffset>(2))
    {
        Score = row.GetDouble(12),
        Verdict = (Verdict)row.GetInt16(13),
        Reasons = row.IsDBNull(14) ? [] : JsonSerializer.Deserialize(row.GetString(14), ContractsJson.Default.IReadOnlyListReason) ?? [],
        ModelVersion = TextOf(row, 15),
        ModelScore = row.IsDBNull(16) ? double.NaN : row.GetDouble(16),
        RulesVersion = row.GetString(17),
        FeatureSet = row.GetString(18),
        Settings = row.GetString(19),
        EnsembleVersion = TextOf(row, 20),
        EnsembleScore = row.IsDBNull(21) ? double.NaN : row.GetDouble(21),
        Degraded = TextOf(row, 22),
        Lists = TextOf(row, 23) is { } lists ? JsonSerializer.Deserialize(lists, ContractsJson.Default.ListEvidence) : null,
        Features = row.GetFieldValue<float[]>(24),
    };

    private static void AddTransaction(NpgsqlBatchCommand insert, IReadOnlyList<DecisionRow> rows)
    {
        Add(insert, rows, row => row.Transaction.Time.UtcDateTime);
        Add(insert, rows, row => (short)row.Transaction.Kind);
        Add(insert, rows, row => row.Transaction.Amount);
        Add(insert, rows, row => row.Transaction.Currency);
        Add(insert, rows, row => row.Transaction.Account);
        Add(insert, rows, row => row.Transaction.Counterparty);
        Add(insert, rows, row => row.Transaction.Device);
        Add(insert, rows, row => row.Transaction.Country);
        Add(insert, rows, row => row.Transaction.Channel);
    }

    private static void Add<T>(NpgsqlBatchCommand insert, IReadOnlyList<DecisionRow> rows, Func<DecisionRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = column(rows[i]);
        insert.Parameters.Add(new() { Value = values });
    }

    // The rows come from one engine, so their vectors are of one length.
    private static float[] VectorsOf(IReadOnlyList<DecisionRow> rows, int length)
    {
        var vectors = new float[rows.Count * length];
        for (var i = 0; i < rows.Count; i++) rows[i].Features.CopyTo(vectors, i * length);
        return vectors;
    }

    public static Transaction ReadTransaction(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(1),
        Time = row.GetFieldValue<DateTimeOffset>(3),
        Kind = (TransactionKind)row.GetInt16(4),
        Amount = row.GetDecimal(5),
        Currency = row.GetString(6),
        Account = row.GetString(7),
        Counterparty = row.GetString(8),
        Device = TextOf(row, 9),
        Country = TextOf(row, 10),
        Channel = TextOf(row, 11),
    };

    private static string? ReasonsText(IReadOnlyList<Reason> reasons) =>
        reasons.Count == 0 ? null : JsonSerializer.Serialize(reasons, ContractsJson.Default.IReadOnlyListReason);

    private static string? ListsText(ListEvidence? lists) =>
        lists is null ? null : JsonSerializer.Serialize(lists, ContractsJson.Default.ListEvidence);

    private static string? TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
