using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Models.Training;

/// <summary>What trainings leave behind: their data sets, cards and reports. Every method asks whose they are first.</summary>
internal sealed class TrainingStore(TenantDatabase database, TimeProvider time)
{
    private const string AddDataSet = """
        INSERT INTO data_sets (version, view, added_at) VALUES ($1, $2::json, $3) ON CONFLICT (version) DO NOTHING
        """;

    private const string SaveRun = """
        INSERT INTO training_runs (id, run, started_at) VALUES ($1, $2::json, $3) ON CONFLICT (id) DO UPDATE SET run = excluded.run
        """;

    /// <summary>Keeps what a data set holds.</summary>
    public Task AddAsync(TenantId tenant, DataSetView view, CancellationToken ct) => database.CommitAsync(
        tenant,
        Statement.Of(
            AddDataSet, view.Version, JsonSerializer.Serialize(view, ContractsJson.Default.DataSetView), time.GetUtcNow().UtcDateTime),
        ct);

    /// <summary>Keeps a model's card.</summary>
    public Task AddAsync(TenantId tenant, ModelCard card, CancellationToken ct) => database.CommitAsync(
        tenant,
        Statement.Of(
            "UPDATE models SET card = $2::json WHERE version = $1", card.Model,
            JsonSerializer.Serialize(card, ContractsJson.Default.ModelCard)),
        ct);

    /// <summary>Keeps how a training went.</summary>
    public Task SaveAsync(TenantId tenant, RetrainingRun run, CancellationToken ct) => database.CommitAsync(
        tenant,
        Statement.Of(SaveRun, run.Id, JsonSerializer.Serialize(run, ContractsJson.Default.RetrainingRun), run.StartedAt.UtcDateTime), ct);

    /// <summary>The data set of the latest training; null for none.</summary>
    public Task<DataSetView?> LatestAsync(TenantId tenant, CancellationToken ct) => FirstAsync(
        tenant, "SELECT view FROM data_sets ORDER BY added_at DESC LIMIT 1", [], ContractsJson.Default.DataSetView, ct);

    /// <summary>One data set; null when there is none of this version.</summary>
    public Task<DataSetView?> FindAsync(TenantId tenant, string version, CancellationToken ct) => FirstAsync(
        tenant, "SELECT view FROM data_sets WHERE version = $1", [version], ContractsJson.Default.DataSetView, ct);

    /// <summary>A model's card; null when it has none.</summary>
    public Task<ModelCard?> CardAsync(TenantId tenant, string version, CancellationToken ct) => FirstAsync(
        tenant, "SELECT card FROM models WHERE version = $1 AND card IS NOT NULL", [version], ContractsJson.Default.ModelCard, ct);

    /// <summary>One training; null when there is none.</summary>
    public Task<RetrainingRun?> RunAsync(TenantId tenant, string id, CancellationToken ct) => FirstAsync(
        tenant, "SELECT run FROM training_runs WHERE id = $1", [id], ContractsJson.Default.RetrainingRun, ct);

    /// <summary>The latest trainings.</summary>
    public async Task<RetrainingRuns> RunsAsync(TenantId tenant, CancellationToken ct) => new(await AllAsync(
        tenant, "SELECT run FROM training_runs ORDER BY started_at DESC LIMIT 50", [], ContractsJson.Default.RetrainingRun, ct));

    private async Task<T?> FirstAsync<T>(TenantId tenant, string sql, object[] values, JsonTypeInfo<T> json, CancellationToken ct)
        where T : class => (await AllAsync(tenant, sql, values, json, ct)).FirstOrDefault();

    private Task<List<T>> AllAsync<T>(TenantId tenant, string sql, object[] values, JsonTypeInfo<T> json, CancellationToken ct) =>
        database.QueryAsync(
            tenant, Statement.Of(sql, values),
            row => JsonSerializer.Deserialize(row.GetString(0), json) ?? throw new JsonException("What is stored is null."), ct);
}
