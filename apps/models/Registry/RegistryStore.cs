using System.Text.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Models.Registry;

/// <summary>A tenant's models and the history of its champion, in PostgreSQL. Every method asks whose they are first.</summary>
internal sealed class RegistryStore(TenantDatabase database)
{
    private const int MostListed = 200;

    private const string ViewColumns =
        "version, feature_set, training, added_by, added_at, stage, sha256, bytes, data_set, run";

    private const string ChampionColumns =
        $"coalesce(version, '{ModelChoice.None}'), chosen_by, chosen_at, reason, sequence, is_deployed";

    private const string Latest = $"SELECT {ViewColumns} FROM models ORDER BY added_at DESC, version LIMIT $1";

    private const string History = $"SELECT {ChampionColumns} FROM model_champions ORDER BY sequence DESC LIMIT $1";

    private const string Add = """
        INSERT INTO models (version, sha256, bytes, feature_set, data_set, run, training, stage, added_by, added_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7::json, $8, $9, $10) ON CONFLICT (version) DO NOTHING
        """;

    private const string Choose = $"""
        INSERT INTO model_champions (version, chosen_by, chosen_at, reason)
        SELECT nullif($1, '{ModelChoice.None}'), $2, $3, $4 FROM (SELECT FROM model_turn FOR UPDATE) AS turn
        RETURNING {ChampionColumns}
        """;

    // The champion of before retires, and with it any that was chosen in between and never came into force.
    private const string Deployed = """
        WITH told AS (UPDATE model_champions SET is_deployed = true WHERE sequence <= $1 AND NOT is_deployed RETURNING sequence),
            chosen AS (SELECT version FROM model_champions WHERE sequence = $1)
        UPDATE models SET stage = CASE WHEN version IS NOT DISTINCT FROM (SELECT version FROM chosen) THEN $2 ELSE $3 END
        WHERE (version IN (SELECT version FROM chosen) OR stage = $2) AND EXISTS (SELECT FROM told)
        """;

    /// <summary>Adds a model; one that is there already stays as it is.</summary>
    public Task AddAsync(TenantId tenant, ModelView model, CancellationToken ct) => database.CommitAsync(
        tenant,
        Statement.Of(
            Add, model.Version, model.Sha256, model.Bytes, model.FeatureSet, model.DataSet, model.Run,
            JsonSerializer.Serialize(model.Training, ContractsJson.Default.TrainingSummary), (short)model.Stage, model.AddedBy,
            model.AddedAt.UtcDateTime),
        ct);

    /// <summary>One model; null when there is none of this version.</summary>
    public async Task<ModelView?> FindAsync(TenantId tenant, string version, CancellationToken ct) =>
        (await database.QueryAsync(
            tenant, Statement.Of($"SELECT {ViewColumns} FROM models WHERE version = $1", version), ViewOf, ct)).SingleOrDefault();

    /// <summary>The models and what was in force, the latest first.</summary>
    public async Task<ModelList> ListAsync(TenantId tenant, CancellationToken ct)
    {
        var models = await database.QueryAsync(tenant, Statement.Of(Latest, MostListed), ViewOf, ct);
        var history = await database.QueryAsync(tenant, Statement.Of(History, MostListed), ChampionOf, ct);
        return new(history.Find(entry => entry.IsDeployed)?.Version ?? ModelChoice.None, models, history);
    }

    /// <summary>Notes which model is to decide from now on; risk is told after that.</summary>
    public async Task<ModelActivation> ChooseAsync(TenantId tenant, ModelActivation choice, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(Choose);
        foreach (var value in (object[])[choice.Version, choice.By, choice.At.UtcDateTime, choice.Reason])
            command.Parameters.Add(new() { Value = value });

        ModelActivation chosen;
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            await row.ReadAsync(ct);
            chosen = ChampionOf(row);
        }

        await connection.CommitAsync(ct);
        return chosen;
    }

    /// <summary>Notes that risk has what was chosen, and whatever was chosen before.</summary>
    public Task DeployedAsync(TenantId tenant, long sequence, CancellationToken ct) => database.CommitAsync(
        tenant, Statement.Of(Deployed, sequence, (short)ModelStage.Champion, (short)ModelStage.Retired), ct);

    /// <summary>Takes a choice back that risk refused.</summary>
    public Task TakeBackAsync(TenantId tenant, long sequence, CancellationToken ct) => database.CommitAsync(
        tenant, Statement.Of("DELETE FROM model_champions WHERE sequence = $1 AND NOT is_deployed", sequence), ct);

    /// <summary>The latest choice, when risk was not told of it and it was made before a time; else null.</summary>
    public async Task<ModelActivation?> WaitingAsync(TenantId tenant, DateTimeOffset before, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {ChampionColumns} FROM (SELECT * FROM model_champions ORDER BY sequence DESC LIMIT 1) AS latest
            WHERE NOT is_deployed AND chosen_at < $1
            """;
        return (await database.QueryAsync(tenant, Statement.Of(sql, before.UtcDateTime), ChampionOf, ct)).SingleOrDefault();
    }

    private static ModelView ViewOf(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1),
        JsonSerializer.Deserialize(row.GetString(2), ContractsJson.Default.TrainingSummary)
            ?? throw new InvalidOperationException("A model without a summary of its training is in the database."),
        row.GetString(3), row.GetFieldValue<DateTimeOffset>(4))
    {
        Stage = (ModelStage)row.GetInt16(5),
        Sha256 = row.GetString(6),
        Bytes = row.GetInt64(7),
        DataSet = row.IsDBNull(8) ? null : row.GetString(8),
        Run = row.IsDBNull(9) ? null : row.GetString(9),
    };

    private static ModelActivation ChampionOf(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3))
        {
            Sequence = row.GetInt64(4), IsDeployed = row.GetBoolean(5),
        };
}
