using System.Collections.Concurrent;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Tests.Workflows;

/// <summary>
/// Random workflows on an engine that crashes at random transactions end as the plain interpretation says, with every step in the
/// history once.
/// </summary>
public sealed class CrashModelTests : IAsyncDisposable
{
    private const int Roots = 6;

    private readonly ManualTime time = new();
    private readonly CrashStore store;
    private readonly Dictionary<int, RandomProgram> programs = [];
    private readonly ConcurrentDictionary<string, int> effects = new();

    public CrashModelTests() => store = new CrashStore(time);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Random_workflows_end_as_they_should_whatever_crashes(int seed)
    {
        var random = new Random(seed);
        var roots = Enumerable.Range(0, Roots)
            .Select(i => (Id: $"root{i}", Program: RandomProgram.Make(random, programs, depth: 2))).ToList();
        var (over, crashes) = (false, 0);
        for (; !over; crashes++)
        {
            Assert.True(crashes < 400, "no end in sight");
            store.Mend();
            // Ever later crashes, so that at last everything gets done.
            store.CutAfter(random.Next(1, 4 + (crashes / 2)), random.Next(2) == 0);
            await using var engine = new DirectEngine(store, time);
            engine.Work(Worker(random.Next()));
            over = await Record.ExceptionAsync(() => LiveAsync(engine, roots)) is null;
        }

        Assert.True(crashes > 2, "the engine has to crash for this to mean anything");
        store.Mend();
        await using var last = new DirectEngine(store, time);
        foreach (var (id, program) in roots) await CheckAsync(last, id, program);
    }

    // One life of the host: until all has ended, or until the store is cut off.
    private async Task LiveAsync(DirectEngine engine, List<(string Id, RandomProgram Program)> roots)
    {
        foreach (var (id, program) in roots)
        {
            if (await engine.GetAsync(id) is null) await engine.StartAsync(id, $"{program.Id}");
        }

        var desk = await engine.Engine.DeskAsync(EngineHost.Ct);
        for (var open = desk.List("", 10_000); open.Count > 0;)
        {
            if (store.IsCut) throw new IOException("cut off");
            foreach (var id in open) await RaiseAsync(engine, id);
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
            open = await OpenAsync(engine, desk.List("", 10_000));
        }
    }

    private async Task RaiseAsync(DirectEngine engine, string id)
    {
        if (await engine.GetAsync(id) is not { WorkflowStatus: WorkflowStatus.Running } state) return;
        var history = await engine.HistoryAsync(id);
        var missing = programs[int.Parse(state.Name, null)].Events()
            .Where(number => !history.Any(e => e.EventRaised?.Name == $"e{number}"));
        if (missing.Select(number => (int?)number).FirstOrDefault() is not { } next) return;
        var desk = await engine.Engine.DeskAsync(EngineHost.Ct);
        await desk.DeliverAsync(id, NewEvent.Raised($"e{next}", null, time.GetUtcNow()), EngineHost.Ct);
    }

    private static async Task<IReadOnlyList<string>> OpenAsync(DirectEngine engine, IReadOnlyList<string> ids)
    {
        var open = new List<string>();
        foreach (var id in ids)
        {
            if (await engine.GetAsync(id) is { } state && !Local.Workflows.Instance.IsEnd(state.WorkflowStatus)) open.Add(id);
        }

        return open;
    }

    private RawAnswers Worker(int seed) => new()
    {
        Turn = turn =>
        {
            var response = new WorkflowResponse();
            response.Actions.AddRange(programs[int.Parse(turn.NameOf(), null)].Next(turn, time.GetUtcNow()));
            return Task.FromResult<WorkflowResponse?>(response);
        },
        // Now and then a worker takes an activity and is never heard of again; its stream goes with the host.
        Activity = activity =>
        {
            effects.AddOrUpdate($"{activity.WorkflowInstance.InstanceId}/{activity.TaskId}", 1, (_, count) => count + 1);
            var answer = activity.Name == "Good"
                ? new ActivityResponse { Result = $"a{activity.Input}" }
                : new ActivityResponse { FailureDetails = new() { ErrorType = "E", ErrorMessage = $"f{activity.Input}" } };
            return Task.FromResult<ActivityResponse?>(store.IsCut && (seed & 1) == 0 ? null : answer);
        },
    };

    private async Task CheckAsync(DirectEngine engine, string id, RandomProgram program)
    {
        var state = await engine.GetAsync(id);
        Assert.NotNull(state);
        var (failed, output) = program.Expected();
        Assert.Equal(failed ? WorkflowStatus.Failed : WorkflowStatus.Completed, state.WorkflowStatus);
        Assert.Equal(output, failed ? state.FailureDetails.ErrorMessage : state.Output);

        var history = await engine.HistoryAsync(id);
        AssertOnce(history.Where(e => e.TaskScheduled is not null).Select(e => e.EventId));
        AssertOnce(history.Select(e => e.TaskCompleted?.TaskScheduledId ?? e.TaskFailed?.TaskScheduledId).OfType<int>());
        AssertOnce(history.Select(e => e.TimerFired?.TimerId).OfType<int>());
        AssertOnce(history.Select(ChildEnd).OfType<int>());
        Assert.Single(history, e => e.ExecutionCompleted is not null);
        Assert.All(
            history.Where(e => e.TaskCompleted is not null),
            e => Assert.True(effects.ContainsKey($"{id}/{e.TaskCompleted.TaskScheduledId}")));
        foreach (var child in history.Select(e => e.ChildWorkflowInstanceCreated).OfType<ChildWorkflowInstanceCreatedEvent>())
            await CheckAsync(engine, child.InstanceId, programs[int.Parse(child.Name, null)]);
    }

    private static int? ChildEnd(HistoryEvent e) =>
        e.ChildWorkflowInstanceCompleted?.TaskScheduledId ?? e.ChildWorkflowInstanceFailed?.TaskScheduledId;

    private static void AssertOnce(IEnumerable<int> ids)
    {
        var all = ids.ToList();
        Assert.Equal(all.Distinct(), all);
    }
}
