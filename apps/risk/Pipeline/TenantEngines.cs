using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Models;

namespace Platform.Risk.Pipeline;

/// <summary>The tenants in memory, at most <see cref="RiskOptions.MostTenants"/>. Only the pipeline touches them.</summary>
internal sealed partial class TenantEngines(
    RecoverTenant recover, TrainModel train, Deciders deciders, IOptions<RiskOptions> options, TimeProvider time,
    ILogger<TenantEngines> logger)
{
    private static readonly TimeSpan TrainingPause = TimeSpan.FromSeconds(10);
    private readonly Dictionary<TenantId, TenantEngine> engines = [];
    private readonly RiskOptions limits = options.Value;
    private long uses;

    /// <summary>The tenant's engine, with all that is in force; recovered from checkpoint and log on first use.</summary>
    public async Task<TenantEngine> GetAsync(TenantId tenant, CancellationToken ct)
    {
        // What is in memory was read from where the tenant's state was then; a store that it moved to begins with all of it.
        if (!engines.TryGetValue(tenant, out var engine) || !recover.IsCurrent(engine))
        {
            engine = await recover.HandleAsync(tenant, ct);
            if (engines.Count >= limits.MostTenants) Discard(engines.Values.MinBy(other => other.LastUse)?.Tenant ?? tenant);
            engines[tenant] = engine;
        }

        engine.LastUse = ++uses;
        await deciders.SeatAsync(engine, ct);
        return engine;
    }

    /// <summary>Forgets a tenant whose memory may be ahead of its log; it is recovered on next use.</summary>
    public void Discard(TenantId tenant)
    {
        engines.Remove(tenant);
        deciders.Forget(tenant);
    }

    /// <summary>Goes on with checkpoints and trainings, one step each.</summary>
    public void Step(CancellationToken ct)
    {
        foreach (var engine in engines.Values)
        {
            StepCheckpoint(engine, ct);
            StepTraining(engine, ct);
        }
    }

    private void StepCheckpoint(TenantEngine engine, CancellationToken ct)
    {
        var wasRunning = engine.Checkpoint.IsRunning;
        if (!wasRunning && IsDue(engine)) engine.Checkpoint.Start();
        if (engine.Checkpoint.Step(ct) is { } problem) LogNotSaved(engine.Tenant, problem.Message);
        if (wasRunning && !engine.Checkpoint.IsRunning) engine.CheckpointedAt = time.GetTimestamp();
    }

    private bool IsDue(TenantEngine engine) =>
        engine.Scoring.Sequence - engine.Checkpoint.Position >= limits.CheckpointEvents
        || time.GetElapsedTime(engine.CheckpointedAt).TotalSeconds >= limits.CheckpointSeconds;

    private void StepTraining(TenantEngine engine, CancellationToken ct)
    {
        if (time.GetTimestamp() < engine.TrainAfter || engine.Train(train, limits.FirstModelAfter, ct) is not { } problem) return;

        engine.TrainAfter = time.GetTimestamp() + (long)(TrainingPause.TotalSeconds * time.TimestampFrequency);
        LogNotTrained(engine.Tenant, problem.Message);
    }

    [LoggerMessage(LogLevel.Warning, "A part of the checkpoint of tenant {Tenant} could not be written, it is tried again: {Reason}")]
    private partial void LogNotSaved(TenantId tenant, string reason);

    [LoggerMessage(LogLevel.Warning, "The model of tenant {Tenant} could not be trained, it is tried again: {Reason}")]
    private partial void LogNotTrained(TenantId tenant, string reason);
}
