using Platform.Risk.Features;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Checkpoints;

/// <summary>Writes one tenant's changed entities to Dapr state, a small chunk at a time, so that scoring never waits for it.</summary>
/// <remarks>
/// A checkpoint begins by noting the position of the log and who has changed so far. When all of them are written, whatever is stored
/// holds at least the log up to that position, and the position is written too. An entity written later than that remembers its
/// own position, so a replay skips what it already holds. Steps run between batches; only the writing itself runs beside them.
/// </remarks>
internal sealed class TenantCheckpoint(ScoringEngine engine, EntityStates store)
{
    private const int ChunkSize = 64;
    private readonly Queue<Entity> remaining = new();
    private List<(Entity State, LogMark Mark)> chunk = [];
    private Task writing = Task.CompletedTask;
    private Checkpoint? target;
    private bool closing;

    /// <summary>True between the start and the end of a checkpoint.</summary>
    public bool IsRunning => target is not null;

    /// <summary>The position of the log that the last checkpoint covers, or will once it has ended.</summary>
    public long Position { get; private set; } = engine.Sequence;

    /// <summary>Starts a checkpoint of what has changed; nothing happens when nothing has.</summary>
    public void Start()
    {
        if (IsRunning || engine.Entities.Dirty.Count == 0) return;

        foreach (var state in engine.Entities.Dirty) remaining.Enqueue(state);
        target = new(engine.Sequence, engine.Set.Version) { Outcomes = engine.Outcomes, Format = Entity.Format };
        Position = target.Sequence;
    }

    /// <summary>Goes one chunk further, unless the last one is still being written.</summary>
    /// <returns>What went wrong with the last chunk, which will be written again; null when nothing did.</returns>
    public Exception? Step(CancellationToken ct)
    {
        if (target is null || !writing.IsCompleted) return null;
        if (!writing.IsCompletedSuccessfully) return PutBack();

        foreach (var (state, mark) in chunk) engine.Entities.Saved(state, mark);
        chunk = [];
        Next(target, ct);
        return null;
    }

    /// <summary>Goes on to the end.</summary>
    /// <exception cref="Dapr.DaprException">The store is away.</exception>
    public async Task FinishAsync(CancellationToken ct)
    {
        Start();
        while (IsRunning)
        {
            await writing;
            Step(ct);
        }
    }

    private void Next(Checkpoint position, CancellationToken ct)
    {
        if (remaining.Count > 0)
        {
            writing = WriteChunkAsync(ct);
        }
        else if (!closing)
        {
            closing = true;
            writing = store.SavePositionAsync(position, ct);
        }
        else
        {
            (target, closing) = (null, false);
        }
    }

    private Task WriteChunkAsync(CancellationToken ct)
    {
        var encoded = new List<(EntityName, byte[])>(ChunkSize);
        while (encoded.Count < ChunkSize && remaining.TryDequeue(out var state))
        {
            encoded.Add((state.Name, state.Write(engine.Set)));
            chunk.Add((state, state.Mark));
        }

        return store.SaveAsync(encoded, ct);
    }

    private Exception PutBack()
    {
        foreach (var (state, _) in chunk) remaining.Enqueue(state);
        (chunk, closing) = ([], false);
        var problem = writing.Exception?.InnerException ?? new OperationCanceledException();
        writing = Task.CompletedTask;
        return problem;
    }
}
