using Platform.Dapr.Worker;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Dapr.Testing;

/// <summary>
/// A host without a host: turns, activities, timers and children in memory, one after the other, in the order in which they came about. The
/// rules of a turn are those of the real host (<see cref="Turn"/>).
/// </summary>
internal sealed class TestEngine(TurnRunner turns, ActivityRunner activities, VirtualClock clock)
{
    /// <summary>The most turns between two steps of a test: a workflow that begins anew for ever must not hang it.</summary>
    public const int MostTurns = 100_000;

    private readonly Dictionary<string, TestInstance> instances = [];
    private readonly Queue<TestInstance> ready = new();
    private readonly Queue<(TestInstance Instance, HistoryEvent Scheduled)> calls = new();
    private readonly PriorityQueue<(TestInstance Instance, int Run, HistoryEvent Timer), (DateTimeOffset Due, int Order)> timers = new();
    private int order;

    public TestInstance? Find(string id) => instances.GetValueOrDefault(id);

    /// <summary>When the next timer is due that somebody waits for; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            while (timers.TryPeek(out var next, out var key))
            {
                if (IsAwaited(next.Instance, next.Run, next.Timer)) return key.Due;
                timers.Dequeue();
            }

            return null;
        }
    }

    public TestInstance Start(NewInstance start)
    {
        if (Find(start.InstanceId) is { IsOver: false })
            throw new InvalidOperationException($"There is an instance '{start.InstanceId}' that has not ended.");

        var instance = instances[start.InstanceId] = new TestInstance(start.InstanceId);
        Deliver(instance, start.Start);
        return instance;
    }

    public void Deliver(TestInstance instance, HistoryEvent e)
    {
        instance.Inbox.Add(e);
        ready.Enqueue(instance);
    }

    /// <summary>Fires the timers that are due by now.</summary>
    public void Fire()
    {
        while (NextDue is { } due && due <= clock.GetUtcNow())
        {
            var (instance, _, timer) = timers.Dequeue();
            Deliver(instance, NewEvent.Fired(timer.EventId, due, clock.GetUtcNow()));
        }
    }

    /// <summary>Runs turns and activities until all that is left is waiting for time or events.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        for (var turn = 0; ; turn++)
        {
            ct.ThrowIfCancellationRequested();
            if (turn == MostTurns) throw new InvalidOperationException($"The workflows do not come to rest within {MostTurns:N0} turns.");
            if (ready.TryDequeue(out var instance)) await TakeTurnAsync(instance);
            else if (calls.TryDequeue(out var call)) await CallAsync(call.Instance, call.Scheduled, ct);
            else return;
        }
    }

    private async Task TakeTurnAsync(TestInstance instance)
    {
        var now = clock.GetUtcNow();
        var happened = Turn.NewEvents(instance.State, instance.Inbox, now);
        if (happened.Count == 0)
        {
            instance.Inbox.Clear();
            return;
        }

        var response = await AskAsync(Turn.Request(instance.Id, instance.History, happened));
        var commit = Turn.Commit(new TurnScope(instance.Id, "test", now), instance.State, happened, response);
        if (commit.ContinuesAsNew) instance.BeginAnew(commit);
        else instance.Append(commit);
        CarryOut(instance, commit);
    }

    private void CarryOut(TestInstance instance, TurnCommit commit)
    {
        foreach (var scheduled in commit.Activities) calls.Enqueue((instance, scheduled));
        foreach (var timer in commit.Timers)
            timers.Enqueue((instance, instance.Run, timer), (Moment.OfTimer(timer.TimerCreated.FireAt), order++));
        foreach (var start in commit.Starts) Start(start);
        foreach (var message in commit.Messages)
        {
            if (Find(message.InstanceId) is { } target && IsOfRun(target, message.ExecutionId)) Deliver(target, message.Event);
        }

        if (commit.ContinuesAsNew) ready.Enqueue(instance);
        Fire();
    }

    private async Task CallAsync(TestInstance instance, HistoryEvent scheduled, CancellationToken ct)
    {
        var run = instance.State.ExecutionId;
        var response = await activities.RunAsync(Turn.Request(instance.Id, run, scheduled), ct);
        if (response is null) throw new OperationCanceledException(ct);
        if (IsOfRun(instance, run))
            Deliver(instance, NewEvent.Answered(response, scheduled.TaskScheduled.TaskExecutionId, clock.GetUtcNow()));
    }

    // Off the test's thread: code that does not come back is answered for by the runner, and the test goes on.
    private Task<WorkflowResponse> AskAsync(WorkflowRequest request)
    {
        var answer = new TaskCompletionSource<WorkflowResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(async () =>
        {
            try
            {
                await turns.RunAsync(request, response =>
                {
                    answer.TrySetResult(response);
                    return Task.CompletedTask;
                });
            }
            catch (Exception error)
            {
                answer.TrySetException(error);
            }
        });
        return answer.Task;
    }

    private static bool IsOfRun(TestInstance instance, string? executionId) =>
        executionId is null || instance.State.Start is null || instance.State.ExecutionId == executionId;

    private static bool IsAwaited(TestInstance instance, int run, HistoryEvent timer) =>
        instance.Run == run && !instance.IsOver && instance.State.PendingTimers.ContainsKey(timer.EventId)
        && Moment.OfTimer(timer.TimerCreated.FireAt) < DateTimeOffset.MaxValue;
}
