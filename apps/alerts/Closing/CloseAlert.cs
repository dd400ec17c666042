using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Alerts.Closing;

/// <summary>Closes an alert with what it was. Its decisions are labelled in the same transaction, so no verdict is lost.</summary>
internal sealed class CloseAlert(TenantDatabase database, AlertLedger ledger, TimeProvider time)
{
    // An alert that counted more is one of a flood: its latest decisions say what all of them were.
    private const int MostLabels = 1_000;

    private const string Find = "SELECT body FROM alerts WHERE id = $1";

    private const string Decisions = "SELECT decision_id FROM alert_hits WHERE alert_id = $1 ORDER BY hit_at DESC LIMIT $2";

    /// <summary>Closes it; the same verdict again changes nothing, another one corrects the first.</summary>
    public async Task<Results<Ok<Alert>, NotFound>> HandleAsync(
        TenantId tenant, string id, AlertClosing closing, string by, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        if (await ReadAsync(connection, id, ct) is not { } found) return TypedResults.NotFound();
        if (found.Alert.Closed is { } end && (end.Verdict, end.Note) == (closing.Verdict, closing.Note))
            return TypedResults.Ok(found.Alert);

        var now = time.GetUtcNow();
        var closed = found.Alert with
        {
            Closed = new(closing.Verdict, by, now) { Note = closing.Note },
            UpdatedAt = now,
            Sequence = found.Last + 1,
        };
        await ledger.CommitAsync(connection, tenant, new([closed], [], Raised: 0), LabelDecisions.Of(closed, found.Decisions), ct);
        return TypedResults.Ok(closed);
    }

    // The first statement makes the tenant's other writers wait: nobody counts into the alert meanwhile.
    private static async Task<Found?> ReadAsync(TenantConnection connection, string id, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands = { AlertStatements.LockPosition(), Statement.Of(Find, id), Statement.Of(Decisions, id, MostLabels) },
        };
        await using var rows = await batch.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        var last = rows.GetInt64(0);
        await rows.NextResultAsync(ct);
        if (!await rows.ReadAsync(ct)) return null;

        var alert = AlertStore.Read(rows.GetString(0));
        await rows.NextResultAsync(ct);
        return new(last, alert, await rows.AllAsync(row => row.GetString(0), ct));
    }

    private sealed record Found(long Last, Alert Alert, List<string> Decisions);
}
