using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Learning;
using Platform.Risk.Checkpoints;
using Platform.Risk.Decisions;
using Platform.Risk.Features;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;

namespace Platform.Risk.Pipeline;

/// <summary>Brings a tenant into memory: the last checkpoint, the model, and the log after it.</summary>
internal sealed partial class RecoverTenant(
    DecisionStore log, EntityStateStore states, CurrentRules rules, IOptions<RiskOptions> options, TimeProvider time,
    ILogger<RecoverTenant> logger)
{
    public async Task<TenantEngine> HandleAsync(TenantId tenant, CancellationToken ct)
    {
        var position = await states.PositionAsync(tenant, ct);
        var scoring = new ScoringEngine(new(options.Value.MostEntities), options.Value.Scoring, rules.Value)
        {
            Sequence = position?.Sequence ?? 0,
            Baseline = BaselineOf(position),
            Model = await states.ModelAsync(tenant, ct),
        };
        var engine = new TenantEngine(tenant, scoring, new(tenant, scoring, states))
        {
            IsComplete = position is null,
            CheckpointedAt = time.GetTimestamp(),
        };

        await ReplayAsync(engine, ct);
        LogRecovered(tenant, position?.Sequence ?? 0, scoring.Sequence, scoring.Model?.Version ?? "none");
        return engine;
    }

    /// <summary>Loads the entities of some events that are stored and not in memory.</summary>
    public async Task LoadAsync(TenantEngine engine, IEnumerable<Transaction> transactions, CancellationToken ct)
    {
        if (engine.IsComplete) return;

        var entities = engine.Scoring.Entities;
        var missing = transactions.SelectMany(EndsOf).Distinct().Where(name => !entities.Knows(name.Kind, name.Id));
        foreach (var names in missing.Chunk(500))
        {
            foreach (var state in await states.LoadAsync(engine.Tenant, names, ct)) entities.Load(state);
        }
    }

    private async Task ReplayAsync(TenantEngine engine, CancellationToken ct)
    {
        while (await log.AfterAsync(engine.Tenant, engine.Scoring.Sequence, ct) is { Count: > 0 } page)
        {
            await LoadAsync(engine, page.Select(row => row.Transaction), ct);
            foreach (var row in page) engine.Scoring.Replay(row.Transaction, row.Carried, row.Sequence);
        }
    }

    private static TenantBaseline BaselineOf(Checkpoint? position)
    {
        if (position is null) return new();

        var reader = new PackedReader(position.Baseline);
        return TenantBaseline.Load(ref reader);
    }

    private static EntityName[] EndsOf(Transaction transaction) =>
    [
        new(EntityKind.Account, transaction.Account),
        new(transaction.Kind is TransactionKind.Payment ? EntityKind.Terminal : EntityKind.Account, transaction.Counterparty),
    ];

    [LoggerMessage(LogLevel.Information, "Recovered tenant {Tenant} from position {Checkpoint} to {Sequence} with model {Model}")]
    private partial void LogRecovered(TenantId tenant, long checkpoint, long sequence, string model);
}
