using Platform.Contracts;
using Platform.Risk.Checkpoints;
using Platform.Risk.Lists;
using Platform.Risk.Models;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Pipeline;

/// <summary>One tenant in memory: its engine, its checkpoint and its model under training. Only the pipeline touches it.</summary>
internal sealed class TenantEngine(TenantId tenant, ScoringEngine scoring, EntityStates stored)
{
    private Task<AnomalyModel?>? training;

    public TenantId Tenant { get; } = tenant;

    public ScoringEngine Scoring { get; } = scoring;

    /// <summary>Its lists, as they are for the next events.</summary>
    public TenantLists Lists { get; set; } = TenantLists.None;

    /// <summary>Where its state is.</summary>
    public EntityStates Stored { get; } = stored;

    public TenantCheckpoint Checkpoint { get; } = new(scoring, stored);

    /// <summary>The ensemble that the engine was given last.</summary>
    public SeatedModel Seated { get; set; } = SeatedModel.None;

    /// <summary>True while every entity of the tenant is in memory, so that an unknown one need not be looked up.</summary>
    public required bool IsComplete { get; set; }

    /// <summary>When the last checkpoint ended or the engine began, as the clock's timestamp.</summary>
    public required long CheckpointedAt { get; set; }

    /// <summary>When a failed training may be tried again, as the clock's timestamp.</summary>
    public long TrainAfter { get; set; }

    /// <summary>Counts up with every use, so that the least used engine can be found.</summary>
    public long LastUse { get; set; }

    /// <summary>Loads the entities of some events that are stored and not in memory.</summary>
    public async Task LoadAsync(IEnumerable<Transaction> transactions, CancellationToken ct)
    {
        if (IsComplete) return;

        var entities = Scoring.Entities;
        var missing = transactions.SelectMany(EndsOf).Distinct().Where(name => !entities.Knows(name));
        foreach (var names in missing.Chunk(500))
        {
            foreach (var state in await Stored.LoadAsync(names, ct)) entities.Load(state);
        }
    }

    /// <summary>Puts a trained model in force, or starts a training that is due.</summary>
    /// <returns>What went wrong with the last training; null when nothing did.</returns>
    public Exception? Train(TrainModel train, int firstAfter, CancellationToken ct)
    {
        if (training is { IsCompleted: false }) return null;
        if (training is { } ended)
        {
            training = null;
            if (!ended.IsCompletedSuccessfully) return ended.Exception?.InnerException ?? new OperationCanceledException();
            Scoring.Model = ended.Result ?? Scoring.Model;
        }

        var due = ModelSchedule.DueAt(Scoring.Model?.Events ?? 0, Scoring.Sequence, firstAfter);
        if (due > 0) training = Task.Run(() => train.HandleAsync(Tenant, due, ct), ct);
        return null;
    }

    private static EntityName[] EndsOf(Transaction transaction) =>
    [
        EntityName.SenderOf(transaction), EntityName.ReceiverOf(transaction), EntityName.MarketOf(transaction),
    ];
}
