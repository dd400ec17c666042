using Platform.Contracts;
using Platform.Risk.Checkpoints;
using Platform.Risk.Decisions;
using Platform.Risk.Replays;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Models;

/// <summary>Trains a tenant's model on the last stretch of its log, beside the scoring, and stores it.</summary>
internal sealed partial class TrainModel(
    TransactionFeatures set, DecisionStore log, EntityStateStore states, KeepEvidence evidence, ILogger<TrainModel> logger)
{
    private readonly ModelInput input = new(set);

    /// <summary>Trains on what was decided up to a position; the same log gives the same model.</summary>
    public async Task<AnomalyModel?> HandleAsync(TenantId tenant, long upTo, CancellationToken ct)
    {
        var after = Math.Max(0, upTo - ModelSchedule.Full);
        var rows = new float[(int)(upTo - after) * ModelInput.Columns];
        var count = 0;
        await log.ReadVectorsAsync(tenant, set.Version, (after, upTo), features => Take(features, rows, count++), ct);
        if (count < 2) return null;

        var model = await IdleThread.RunAsync(() => AnomalyModel.Train(rows.AsSpan(0, count * ModelInput.Columns), upTo, set.Version), ct);
        await evidence.AddAsync(tenant, model, ct);
        await states.Of(tenant).SaveModelAsync(model, ct);
        LogTrained(tenant, model.Version, count);
        return model;
    }

    private void Take(float[] features, float[] rows, int at) =>
        input.Write(features, rows.AsSpan(at * ModelInput.Columns, ModelInput.Columns));

    [LoggerMessage(LogLevel.Information, "Trained model {Version} of tenant {Tenant} on {Count} events")]
    private partial void LogTrained(TenantId tenant, string version, int count);
}
