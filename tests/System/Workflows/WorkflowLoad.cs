using System.Collections.Concurrent;
using Platform.Dapr;
using Platform.Victims;

namespace Platform.System.Tests.Workflows;

/// <summary>
/// Keeps some workflows of every kind under way until stopped: starts them, raises their events, waits for their ends, and repeats every
/// call that the host did not answer.
/// </summary>
internal sealed class WorkflowLoad
{
    private const int AtOnce = 12;

    private readonly VictimPair victims;
    private readonly ConcurrentDictionary<string, WorkflowState> ended = new();
    private readonly Task driving;
    private int started;
    private volatile bool stopped;

    public WorkflowLoad(VictimPair victims)
    {
        this.victims = victims;
        driving = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(DriveAsync)));
    }

    /// <summary>How many have ended.</summary>
    public int Ended => ended.Count;

    public Task UntilEndedAsync(int more)
    {
        var goal = Ended + more;
        return Eventually.HoldsAsync(() => Ended >= goal || driving.IsFaulted, $"{more} more workflows ended");
    }

    /// <summary>Starts no more, and gives every one that was started, when it has ended.</summary>
    public async Task<IReadOnlyDictionary<string, WorkflowState>> EndAsync()
    {
        stopped = true;
        await driving;
        return ended;
    }

    public static string KindOf(string id) => id[..id.IndexOf('-', StringComparison.Ordinal)];

    private async Task DriveAsync()
    {
        while (!stopped)
        {
            var number = Interlocked.Increment(ref started);
            var id = $"{Kinds.All[number % Kinds.All.Count]}-{number}";
            await InsistAsync($"{id} is started", ct => StartAsync(id, ct));
            foreach (var name in EventsOf(KindOf(id)))
                await InsistAsync($"{id} has got its event {name}", ct => victims.Client.RaiseEventAsync(id, name, null, ct));
            await InsistAsync(
                $"{id} has ended", async ct => ended[id] = await victims.Client.WaitForWorkflowCompletionAsync(id, ct: ct));
        }
    }

    // The answer to an earlier attempt may have been lost; what has been started is not started again.
    private async Task StartAsync(string id, CancellationToken ct)
    {
        if (await victims.Client.GetWorkflowStateAsync(id, ct: ct) is null)
            await victims.Client.ScheduleNewWorkflowAsync(KindOf(id), id, ct: ct);
    }

    private static IEnumerable<string> EventsOf(string kind) => kind switch
    {
        nameof(Listening) => [Kinds.Second, Kinds.First],
        nameof(Renewed) => [Kinds.First],
        _ => [],
    };

    private Task InsistAsync(string what, Func<CancellationToken, Task> call) => Eventually.HoldsAsync(
        async () =>
        {
            var life = victims.Life;
            try
            {
                await life.Ready;
                await call(life.Ended);
                return true;
            }
            catch (Exception error) when (error is OperationCanceledException or DaprException)
            {
                return false;
            }
        },
        what);
}
