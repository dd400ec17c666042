using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Checkpoints;
using Platform.Risk.Replays;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;

namespace Platform.Risk.Pipeline;

/// <summary>Brings a tenant into memory: the last checkpoint, the model, and the log after it.</summary>
internal sealed partial class RecoverTenant(
    ReplayLog log, EntityStateStore states, KeepEvidence evidence, IOptions<RiskOptions> options, TimeProvider time,
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
            Outcomes = position?.Outcomes ?? 0,
            Model = await stored.ModelAsync(ct),
        };
        var engine = new TenantEngine(tenant, scoring, stored)
        {
            IsComplete = position is null,
            CheckpointedAt = time.GetTimestamp(),
        };

        await evidence.BeginAsync(tenant, ct);
        await log.HandleAsync(engine, ct);
        LogRecovered(tenant, position?.Sequence ?? 0, scoring.Sequence, scoring.Model?.Version ?? "none");
        return engine;
    }

    /// <summary>Whether the tenant's state is still in the store that an engine was recovered from.</summary>
    public bool IsCurrent(TenantEngine engine) => engine.Stored.Store == states.NameOf(engine.Tenant);

    [LoggerMessage(LogLevel.Information, "Recovered tenant {Tenant} from position {Checkpoint} to {Sequence} with model {Model}")]
    private partial void LogRecovered(TenantId tenant, long checkpoint, long sequence, string model);
}
