using System.Diagnostics;
using Platform.Dapr;
using Platform.Local.Postgres;
using Platform.TaskHub;
using Platform.Victims;
using WorkflowState = Platform.Dapr.WorkflowState;

namespace Platform.System.Tests.Workflows;

/// <summary>Workflows under load while the processes that carry them are killed, and while their database is away.</summary>
public sealed class WorkflowFaultTests : IAsyncLifetime
{
    private const int Kills = 200;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(10);

    private readonly string folder = Directory.CreateTempSubdirectory("platform-faults-").FullName;
    private EmbeddedPostgres? postgres;

    private EmbeddedPostgres Postgres => postgres ?? throw new InvalidOperationException("not initialized");

    public async ValueTask InitializeAsync() => postgres = await EmbeddedPostgres.StartAsync(
        new PostgresOptions { DataDirectory = Path.Combine(folder, "postgres"), Durable = false }, Running.Stop);

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Two_hundred_kills_of_host_and_worker_leave_every_workflow_ended_once_and_every_effect_made_once()
    {
        const int mostDoublings = 9, hostShare = 3, seed = 1;
        var random = new Random(seed);
        await using var victims = VictimPair.Start(Postgres.Uri, folder);
        var load = new WorkflowLoad(victims);

        for (var kill = 0; kill < Kills; kill++)
        {
            // Often a process that has hardly begun, sometimes one that has done a lot: all would begin for ever, if none got further.
            await victims.ListenAsync(random.Next(1 << random.Next(mostDoublings)));
            await (random.Next(hostShare) == 0 ? victims.KillHostAsync() : victims.KillWorkerAsync());
        }

        var ended = await load.EndAsync();
        await AssertAllOnceAsync(victims, ended);
        Assert.True(victims.Effects.Attempts().Count > victims.Effects.Made().Count, "some kill has to hit an activity under way");
    }

    [Fact]
    public async Task Ten_seconds_without_PostgreSQL_hold_workflows_up_and_lose_none()
    {
        const int some = 20;
        await using var victims = VictimPair.Start(Postgres.Uri, folder);
        var load = new WorkflowLoad(victims);
        await load.UntilEndedAsync(some);

        await Postgres.StopAsync();
        var away = Stopwatch.StartNew();
        await Eventually.HoldsAsync(async () => await IsRefusedAsync(victims) && away.Elapsed > Away, "calls are refused for ten seconds");
        await Postgres.StartAgainAsync(Running.Stop);

        await load.UntilEndedAsync(some);
        await AssertAllOnceAsync(victims, await load.EndAsync());
    }

    private static async Task<bool> IsRefusedAsync(VictimPair victims) =>
        await Record.ExceptionAsync(() => victims.Client.RaiseEventAsync("nobody", "none", null, Running.Stop)) is DaprException refusal
        && refusal.Message.Contains("the state store of the workflows is not available", StringComparison.Ordinal);

    private static async Task AssertAllOnceAsync(VictimPair victims, IReadOnlyDictionary<string, WorkflowState> ended)
    {
        var made = victims.Effects.Made();
        foreach (var (id, state) in ended)
        {
            Assert.Equal(WorkflowRuntimeStatus.Completed, state.RuntimeStatus);
            Assert.Equal(Kinds.StepsOf(WorkflowLoad.KindOf(id), id).Select(step => made[step]), state.ReadOutputAs<string[]>());
            AssertOnce((await victims.Client.GetInstanceHistoryAsync(id, Running.Stop)).Events);
        }

        Assert.Equal(ended.Keys.Sum(id => Kinds.StepsOf(WorkflowLoad.KindOf(id), id).Count), made.Count);
        AssertNoCommittedStepAgain(victims.Effects.Attempts());
    }

    private static void AssertOnce(IEnumerable<HistoryEvent> history)
    {
        var events = history.ToList();
        Assert.Single(events, each => each.ExecutionCompleted is not null);
        Assert.Distinct(events.Select(each => each.TaskScheduled is null ? (int?)null : each.EventId).OfType<int>());
        Assert.Distinct(events.Select(each => each.TaskCompleted?.TaskScheduledId).OfType<int>());
        Assert.Distinct(events.Select(each => each.TimerFired?.TimerId).OfType<int>());
        Assert.Distinct(events.Select(each => each.ChildWorkflowInstanceCompleted?.TaskScheduledId).OfType<int>());
    }

    // The second step begins only when the first one's result is committed; then the first one never begins again.
    private static void AssertNoCommittedStepAgain(IEnumerable<string> attempts)
    {
        var sequences = attempts.Select(key => key.Split('~')).Where(parts => Kinds.IsSequential(parts[0]))
            .GroupBy(parts => parts[0], parts => int.Parse(parts[1], null));
        foreach (var steps in sequences) Assert.Equal(steps.Order(), steps);
    }
}
