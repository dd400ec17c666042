namespace Platform.Local.Components.State;

/// <summary>One caller's transaction while it waits to be written.</summary>
internal sealed class PendingWrites(IReadOnlyList<StateWrite> writes, CancellationToken ct)
{
    private readonly TaskCompletionSource<StateOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<StateWrite> Writes => writes;

    public int Count => writes.Count;

    public long Bytes { get; } = writes.Sum(write => write.Key.Length + (long)(write.Value?.Length ?? 0));

    /// <summary>Whether the store may refuse it for a version.</summary>
    public bool IsConditional { get; } = writes.Any(write => write.ETag is not null || write.FirstWrite);

    /// <summary>Nobody awaits it any more, and nothing of it was written yet.</summary>
    public bool IsGivenUp => ct.IsCancellationRequested;

    public Task<StateOutcome> Outcome => outcome.Task;

    public void Done(StateOutcome result) => outcome.TrySetResult(result);

    public void Failed(Exception error) => outcome.TrySetException(error);
}
