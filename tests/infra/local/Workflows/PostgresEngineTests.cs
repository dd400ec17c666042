using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

/// <summary>Workflows on the store they have in production of one machine, across hosts.</summary>
public sealed class PostgresEngineTests
{
    private readonly string prefix = TestDatabase.NewPrefix();

    [Fact]
    public async Task Waiting_workflows_go_on_in_the_next_host()
    {
        await using (var first = await StartAsync())
        {
            await first.WorkAsync(Answers(first));
            foreach (var id in (string[])["timer", "event", "busy"]) await first.StartInstanceAsync(id);
            await Eventually.HoldsAsync(async () => (await first.HistoryAsync("timer")).Any(e => e.TimerCreated is not null));
        }

        await using var next = await StartAsync();
        next.Time.Advance(TimeSpan.FromHours(2));
        await next.WorkAsync(Answers(next) with
        {
            Activity = _ => Task.FromResult<ActivityResponse?>(new ActivityResponse { Result = "1" }),
        });
        await next.RaiseAsync("event", "e", "2");

        foreach (var id in (string[])["timer", "event", "busy"])
            Assert.Equal(WorkflowStatus.Completed, (await next.EndOfAsync(id)).WorkflowStatus);
        var page = await next.Client.CallAsync(
            "ListInstanceIDs", new ListInstanceIdsRequest(), ListInstanceIdsResponse.Parser, EngineHost.Ct);
        Assert.Equal(["busy", "event", "timer"], page.InstanceIds);
    }

    [Fact]
    public async Task Many_workflows_at_once_all_end_with_each_step_once()
    {
        await using var host = await StartAsync();
        await host.WorkAsync(turn => turn.Activities() is var done && done < 5 ? [Act.Activity(done)] : [Act.End($"{done}")]);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => host.StartInstanceAsync($"i{i}")));

        for (var i = 0; i < 200; i++) Assert.Equal("5", (await host.EndOfAsync($"i{i}")).Output);
    }

    private async Task<EngineHost> StartAsync()
    {
        var store = ActorStores.InPostgres(await TestDatabase.UriAsync(), prefix);
        return await EngineHost.StartAsync(options => options with { Resources = [store] });
    }

    // One waits for an hour, one for an event, one for an activity that is not answered in the first host.
    private static RawAnswers Answers(EngineHost host) => RawAnswers.Of(turn => turn.InstanceId switch
    {
        "timer" when turn.PastEvents.Count == 0 => [Act.Timer(0, host.Time.GetUtcNow().AddHours(1))],
        "busy" when turn.PastEvents.Count == 0 => [Act.Activity(0)],
        _ => turn.Saw(e => e.TimerFired is not null || e.EventRaised is not null || e.TaskCompleted is not null) ? [Act.End()] : [],
    }) with
    {
        Activity = _ => Task.FromResult<ActivityResponse?>(null),
    };
}
