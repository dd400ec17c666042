using Platform.Contracts;
using Platform.Risk.Decisions;

namespace Platform.Risk.Pipeline;

/// <summary>Events of one tenant that someone waits for.</summary>
internal sealed record ScoreRequest(TenantId Tenant, IReadOnlyList<Transaction> Events, long TakenAt)
{
    private readonly TaskCompletionSource<IReadOnlyList<DecisionRow>> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One durable decision per event, in their order.</summary>
    public Task<IReadOnlyList<DecisionRow>> Done => done.Task;

    public void Answer(Dictionary<string, DecisionRow> decided) => done.TrySetResult([.. Events.Select(e => decided[e.Id])]);

    public void Fail(Exception problem) => done.TrySetException(problem);
}
