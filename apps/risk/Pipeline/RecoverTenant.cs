using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Checkpoints;
using Platform.Risk.Decisions;
using Platform.Risk.Replays;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;

namespace Platform.Risk.Pipeline;

/// <summary>Brings a tenant into memory: the last checkpoint, the model, and the log after it.</summary>
internal sealed partial class RecoverTenant(
    DecisionStore log, EntityStateStore states, KeepEvidence evidence, IOptions<RiskOptions> options, TimeProvider time,
    ILogger<RecoverTenant> logger)
{
    public async Task<TenantEngine> HandleAsync(TenantId tenant, CancellationToken ct)
    {
        var stored = states.Of(tenant);
        var position = await stored.PositionAsync(ct);
        var scoring = new ScoringEngine(
            evidence.Features, new(options.Value.MostEntities), options.Value.Scoring, RuleSet.None, options.Value.Breakers(time))
        {
            Sequence = position?.Sequence ?? 0,
            Model = await stored.ModelAsync(ct),
        };
        var engine = new TenantEngine(tenant, scoring, stored)
        {
            IsComplete = position is null,
            CheckpointedAt = time.GetTimestamp(),
        };

        await evidence.BeginAsync(tenant, ct);
        await ReplayAsync(engine, ct);
        LogRecovered(tenant, position?.Sequence ?? 0, scoring.Sequence, scoring.Model?.Version ?? "none");
        return engine;
    }

    /// <summary>Whether the tenant's state is still in the store that an engine was recovered from.</summary>
    public bool IsCurrent(TenantEngine engine) => engine.Stored.Store == states.NameOf(engine.Tenant);

    private async Task ReplayAsync(TenantEngine engine, CancellationToken ct)
    {
        while (await log.AfterAsync(engine.Tenant, engine.Scoring.Sequence, ct) is { Count: > 0 } page)
        {
            await engine.LoadAsync(page.Select(row => row.Transaction), ct);
            foreach (var row in page) engine.Scoring.Replay(row.Transaction, VectorOf(row), row.Sequence);
        }
    }

    private float[]? VectorOf(DecisionRow row) => row.FeatureSet == evidence.Features.Version ? row.Features : null;

    [LoggerMessage(LogLevel.Information, "Recovered tenant {Tenant} from position {Checkpoint} to {Sequence} with model {Model}")]
    private partial void LogRecovered(TenantId tenant, long checkpoint, long sequence, string model);
}
