using System.Text.Json;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Cli.Models;

/// <summary>The public API of models.</summary>
internal sealed class ModelCalls(GatewayClient gateway)
{
    public Task<ModelList> ListAsync(CancellationToken ct) =>
        gateway.CallAsync(HttpMethod.Get, "ml/models", null, ContractsJson.Default.ModelList, ct);

    public Task<ModelView> AddAsync(byte[] file, CancellationToken ct) =>
        gateway.CallAsync(HttpMethod.Post, "ml/models", file, ContractsJson.Default.ModelView, ct);

    public Task<ModelView> FindAsync(string version, CancellationToken ct) =>
        gateway.CallAsync(HttpMethod.Get, $"ml/models/{Uri.EscapeDataString(version)}", null, ContractsJson.Default.ModelView, ct);

    public Task<RetrainingRun> RetrainAsync(CancellationToken ct) => gateway.CallAsync(
        HttpMethod.Post, "ml/retraining", JsonSerializer.SerializeToUtf8Bytes(new(), ContractsJson.Default.RetrainingRequest),
        ContractsJson.Default.RetrainingRun, ct);

    public Task<RetrainingRun> RunAsync(string id, CancellationToken ct) =>
        gateway.CallAsync(HttpMethod.Get, $"ml/retraining/{id}", null, ContractsJson.Default.RetrainingRun, ct);

    public Task<ModelList> RollBackAsync(CancellationToken ct) =>
        gateway.CallAsync(HttpMethod.Post, "ml/models/rollback", null, ContractsJson.Default.ModelList, ct);

    public Task<ModelList> ActivateAsync(string version, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ModelChoice(version), ContractsJson.Default.ModelChoice);
        return gateway.CallAsync(HttpMethod.Post, "ml/models/activate", body, ContractsJson.Default.ModelList, ct);
    }
}
