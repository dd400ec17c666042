using System.Text.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Models;

/// <summary>A tenant's ensembles in PostgreSQL, and which was in force when. Bytes are kept with the evidence, for ever.</summary>
internal sealed class FraudModelStore(TenantDatabase database) : ITellChanges
{
    /// <summary>Told of when another ensemble comes into force; the payload is the tenant.</summary>
    public const string Channel = "risk_models";

    private const int MostListed = 200;

    private const string Active = """
        SELECT kept_models.bytes FROM (SELECT version FROM model_activations ORDER BY sequence DESC LIMIT 1) AS active
        JOIN kept_models USING (version)
        """;

    private const string Add = """
        WITH kept AS (INSERT INTO kept_models (version, bytes) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING)
        INSERT INTO fraud_models (version, feature_set, training, added_by, added_at) VALUES ($1, $3, $4::json, $5, $6)
        ON CONFLICT (version) DO NOTHING
        """;

    private const string Activate = $$"""
        INSERT INTO model_activations (version, activated_by, activated_at) VALUES (nullif($1, '{{ModelChoice.None}}'), $2, $3)
        RETURNING pg_notify($4, $5)
        """;

    /// <summary>The ensemble in force; null for none.</summary>
    public Task<byte[]?> ActiveAsync(TenantId tenant, CancellationToken ct) => BytesAsync(tenant, Active, null, ct);

    /// <summary>One of the tenant's ensembles; null when there is none of this version.</summary>
    public Task<byte[]?> FindAsync(TenantId tenant, string version, CancellationToken ct) =>
        BytesAsync(tenant, "SELECT bytes FROM fraud_models JOIN kept_models USING (version) WHERE version = $1", version, ct);

    /// <summary>Adds an ensemble; one that is there already stays as it is.</summary>
    public Task AddAsync(TenantId tenant, ModelView model, byte[] bytes, CancellationToken ct)
    {
        var training = JsonSerializer.Serialize(model.Training, ContractsJson.Default.TrainingSummary);
        var add = Statement.Of(Add, model.Version, bytes, model.FeatureSet, training, model.AddedBy, model.AddedAt.UtcDateTime);
        return database.CommitAsync(tenant, add, ct);
    }

    /// <summary>Puts an ensemble that was added in force, or none.</summary>
    public Task ActivateAsync(TenantId tenant, ModelActivation activation, CancellationToken ct) => database.CommitAsync(
        tenant,
        Statement.Of(Activate, activation.Version, activation.By, activation.At.UtcDateTime, Channel, tenant.ToString()), ct);

    /// <summary>The ensembles and what was in force, the latest first.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="featureSet">Version of the features in force.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<ModelList> ListAsync(TenantId tenant, string featureSet, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var models = await RowsAsync(
            connection, "SELECT version, feature_set, training, added_by, added_at FROM fraud_models ORDER BY added_at DESC, version",
            row => ModelOf(row, featureSet), ct);
        var history = await RowsAsync(
            connection,
            $"SELECT coalesce(version, '{ModelChoice.None}'), activated_by, activated_at FROM model_activations ORDER BY sequence DESC",
            row => new ModelActivation(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), ct);
        return new(history is [var latest, ..] ? latest.Version : ModelChoice.None, models, history);
    }

    /// <summary>Tenants whose ensemble changes, as it does; null: any may have changed.</summary>
    public IAsyncEnumerable<string?> ChangesAsync(CancellationToken ct) => database.ListenAsync(Channel, ct);

    private static ModelView ModelOf(NpgsqlDataReader row, string featureSet)
    {
        var training = JsonSerializer.Deserialize(row.GetString(2), ContractsJson.Default.TrainingSummary)
            ?? throw new InvalidOperationException("A model without a summary of its training is in the database.");
        return new(
            row.GetString(0), row.GetString(1), row.GetString(1) == featureSet, training, row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4));
    }

    private static async Task<List<T>> RowsAsync<T>(
        TenantConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = connection.Command($"{sql} LIMIT {MostListed}");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    private async Task<byte[]?> BytesAsync(TenantId tenant, string sql, string? version, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(sql);
        if (version is not null) command.Parameters.Add(new() { Value = version });
        return await command.ExecuteScalarAsync(ct) as byte[];
    }
}
