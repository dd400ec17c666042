using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Risk.Decisions;

/// <summary>The columns of the log, written and read in one order.</summary>
internal static class DecisionColumns
{
    public const string All =
        "sequence, id, decided_at, time, kind, amount, currency, account, counterparty, device, country, channel, score, verdict, reasons, "
        + "model_version, model_score, rules_version, excess, origin, hops, features";

    public static async Task WriteAsync(NpgsqlBinaryImporter copy, DecisionRow row, CancellationToken ct)
    {
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(row.Sequence, ct);
        await copy.WriteAsync(row.Transaction.Id, ct);
        await copy.WriteAsync(row.DecidedAt.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
        await WriteAsync(copy, row.Transaction, ct);
        await copy.WriteAsync(row.Score, ct);
        await copy.WriteAsync((short)row.Verdict, ct);
        await WriteTextAsync(copy, ReasonsText(row.Reasons), NpgsqlDbType.Json, ct);
        await WriteTextAsync(copy, row.ModelVersion, NpgsqlDbType.Text, ct);
        if (row.ModelVersion is null) await copy.WriteNullAsync(ct);
        else await copy.WriteAsync(row.ModelScore, ct);
        await copy.WriteAsync(row.RulesVersion, ct);
        await copy.WriteAsync(row.Carried.Excess, ct);
        await copy.WriteAsync(unchecked((long)row.Carried.Origin), ct);
        await copy.WriteAsync((short)row.Carried.Hops, ct);
        await copy.WriteAsync(row.Features, ct);
    }

    public static DecisionRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), ReadTransaction(row), row.GetFieldValue<DateTimeOffset>(2))
    {
        Score = row.GetDouble(12),
        Verdict = (Verdict)row.GetInt16(13),
        Reasons = row.IsDBNull(14) ? [] : JsonSerializer.Deserialize(row.GetString(14), ContractsJson.Default.IReadOnlyListReason) ?? [],
        ModelVersion = TextOf(row, 15),
        ModelScore = row.IsDBNull(16) ? double.NaN : row.GetDouble(16),
        RulesVersion = row.GetString(17),
        Carried = new(row.GetFloat(18), unchecked((ulong)row.GetInt64(19)), (byte)row.GetInt16(20)),
        Features = row.GetFieldValue<float[]>(21),
    };

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, Transaction transaction, CancellationToken ct)
    {
        await copy.WriteAsync(transaction.Time.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
        await copy.WriteAsync((short)transaction.Kind, ct);
        await copy.WriteAsync(transaction.Amount, ct);
        await copy.WriteAsync(transaction.Currency, ct);
        await copy.WriteAsync(transaction.Account, ct);
        await copy.WriteAsync(transaction.Counterparty, ct);
        await WriteTextAsync(copy, transaction.Device, NpgsqlDbType.Text, ct);
        await WriteTextAsync(copy, transaction.Country, NpgsqlDbType.Text, ct);
        await WriteTextAsync(copy, transaction.Channel, NpgsqlDbType.Text, ct);
    }

    private static Transaction ReadTransaction(NpgsqlDataReader row) => new()
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

    private static string? TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text, NpgsqlDbType type, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, type, ct);
}
