using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

/// <summary>Children, ends, purges, re-runs, lists, schedules and retention; several workers.</summary>
public sealed class EngineRulesTests
{
    [Fact]
    public async Task A_termination_without_recursion_leaves_the_children_alone()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.NameOf() == "Order" && turn.PastEvents.Count == 0 ? [Act.Child(0, "Child")] : []);
        await host.StartInstanceAsync("one");
        await host.ReachesAsync("one:0000", WorkflowStatus.Running);

        await host.TerminateAsync("one", "\"over\"");

        Assert.Equal("\"over\"", (await host.GetAsync("one"))!.Output);
        Assert.Equal(WorkflowStatus.Running, (await host.GetAsync("one:0000"))!.WorkflowStatus);
    }

    [Fact]
    public async Task A_recursive_termination_ends_children_of_children()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.PastEvents.Count == 0 && turn.InstanceId.Length < 13 ? [Act.Child(0, "Child")] : []);
        await host.StartInstanceAsync("one");
        await host.ReachesAsync("one:0000:0000", WorkflowStatus.Running);

        await host.TerminateAsync("one", recursive: true);

        await host.ReachesAsync("one:0000:0000", WorkflowStatus.Terminated);
    }

    [Fact]
    public async Task A_child_whose_id_is_taken_fails_instead_of_hanging()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.NameOf() != "Parent" ? []
            : turn.All().Select(e => e.ChildWorkflowInstanceFailed).FirstOrDefault(e => e is not null) is { } failed
                ? [Act.End(failed.FailureDetails.ErrorMessage)]
                : [Act.Child(0, "Order", "one")]);
        await host.StartInstanceAsync("one");
        await host.StartInstanceAsync("two", "Parent");

        Assert.Contains("'one' already exists", (await host.EndOfAsync("two")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recursive_purge_takes_the_children_with_it()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.NameOf() == "Child" ? [Act.End()]
            : turn.PastEvents.Count == 0 ? [Act.Child(0, "Child")]
            : turn.Saw(e => e.ChildWorkflowInstanceCompleted is not null) ? [Act.End()] : []);
        await host.StartInstanceAsync("one");
        await host.EndOfAsync("one");

        Assert.Equal(2, await host.PurgeAsync("one", recursive: true));
        Assert.Equal(0, await host.PurgeAsync("one", recursive: true));
        Assert.Empty(host.Host.Stored("statestore"));
    }

    [Fact]
    public async Task Force_purges_what_goes_on_and_its_work_is_forgotten()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(RawAnswers.Of(_ => [Act.Activity(0)]) with { Activity = _ => Task.FromResult<ActivityResponse?>(null) });
        await host.StartInstanceAsync("one");

        var purge = new PurgeInstancesRequest { InstanceId = "one", Force = true };
        await host.Client.CallAsync("PurgeInstances", purge, PurgeInstancesResponse.Parser, EngineHost.Ct);

        Assert.Null(await host.GetAsync("one"));
        Assert.Empty(host.Host.Stored("statestore"));
    }

    [Fact]
    public async Task A_rerun_repeats_from_the_event_on_with_another_input()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.Activities() switch
        {
            0 => turn.Saw(e => e.EventId == 0) ? [] : [Act.Activity(0, input: "1")],
            1 => turn.Saw(e => e.EventId == 1) ? [] : [Act.Activity(1, input: "2")],
            _ => [Act.End(string.Concat(turn.All().Select(e => e.TaskCompleted?.Result)))],
        });
        await host.StartInstanceAsync("one");
        Assert.Equal("12", (await host.EndOfAsync("one")).Output);

        var request = new RerunWorkflowFromEventRequest
        {
            SourceInstanceId = "one", EventId = 1, NewInstanceId = "two", Input = "3", OverwriteInput = true,
        };
        await host.Client.CallAsync("RerunWorkflowFromEvent", request, RerunWorkflowFromEventResponse.Parser, EngineHost.Ct);
        var wrong = new RerunWorkflowFromEventRequest(request) { EventId = 9, NewInstanceId = "three" };
        var refused = await host.Client.RefusedAsync("RerunWorkflowFromEvent", wrong, EngineHost.Ct);

        Assert.Equal("13", (await host.EndOfAsync("two")).Output);
        Assert.Equal(GrpcStatus.NotFound, refused.Status);
    }

    [Fact]
    public async Task Ids_are_listed_page_by_page()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(_ => [Act.End()]);
        foreach (var id in (string[])["c", "a", "b"]) await host.StartInstanceAsync(id);

        var first = await ListAsync(host, null);
        var second = await ListAsync(host, first.ContinuationToken);

        Assert.Equal(["a", "b"], first.InstanceIds);
        Assert.Equal(["c"], second.InstanceIds);
        Assert.False(second.HasContinuationToken);
    }

    [Fact]
    public async Task A_scheduled_instance_is_pending_until_its_time()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(_ => [Act.End("done")]);
        var start = host.Time.GetUtcNow().AddHours(1);
        var request = new CreateInstanceRequest
        {
            InstanceId = "one", Name = "Order", Input = "1",
            ScheduledStartTimestamp = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(start),
        };

        await host.Client.CallAsync("StartInstance", request, CreateInstanceResponse.Parser, EngineHost.Ct);
        Assert.Equal((WorkflowStatus.Pending, "1"), ((await host.GetAsync("one"))!.WorkflowStatus, (await host.GetAsync("one"))!.Input));
        host.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("done", (await host.EndOfAsync("one")).Output);
    }

    [Fact]
    public async Task Finished_instances_are_forgotten_when_their_time_is_up()
    {
        const string configuration =
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata: {name: c}
            spec: {workflow: {stateRetentionPolicy: {anyTerminal: 24h, failed: 48h}}}
            """;
        await using var host = await EngineHost.StartAsync(options => options with { Resources = [ActorStores.InMemory, configuration] });
        await host.WorkAsync(turn => turn.InstanceId == "bad" ? [Act.Fail("no")] : [Act.End()]);
        await host.StartInstanceAsync("good");
        await host.StartInstanceAsync("bad");
        await host.EndOfAsync("good");
        await host.EndOfAsync("bad");

        host.Time.Advance(TimeSpan.FromHours(24));
        Assert.Null(await host.GetAsync("good"));
        Assert.NotNull(await host.GetAsync("bad"));
        host.Time.Advance(TimeSpan.FromHours(24));
        await Eventually.HoldsAsync(() => host.Host.Stored("statestore").Count == 0);
    }

    [Fact]
    public async Task Several_workers_share_the_work()
    {
        await using var host = await EngineHost.StartAsync();
        var both = new Barrier(2);
        var answers = RawAnswers.Of(turn =>
            turn.PastEvents.Count == 0 ? [Act.Activity(0), Act.Activity(1)] : turn.Activities() == 2 ? [Act.End()] : []) with
        {
            // Ends only when two activities run at the same time.
            Activity = activity => Task.Run(() => both.SignalAndWait(TimeSpan.FromSeconds(30)) ? new ActivityResponse() : null),
        };
        await host.WorkAsync(answers);
        await host.WorkAsync(answers);

        await host.StartInstanceAsync("one");

        Assert.Equal(WorkflowStatus.Completed, (await host.EndOfAsync("one")).WorkflowStatus);
    }

    [Fact]
    public async Task A_turn_whose_worker_dies_goes_to_the_next()
    {
        await using var host = await EngineHost.StartAsync();
        var dying = await host.WorkAsync(new RawAnswers { Turn = _ => Task.FromResult<WorkflowResponse?>(null) });
        var start = host.StartInstanceAsync("one");
        await Eventually.HoldsAsync(() => !dying.Turns.IsEmpty);
        Assert.False(start.IsCompleted);

        await host.WorkAsync(_ => [Act.End("\"second\"")]);
        await dying.DisposeAsync();
        await start;

        Assert.Equal("\"second\"", (await host.EndOfAsync("one")).Output);
    }

    [Fact]
    public async Task A_stalled_instance_is_tried_again_with_the_next_worker()
    {
        await using var host = await EngineHost.StartAsync();
        var old = await host.WorkAsync(_ => [new WorkflowAction { WorkflowVersionNotAvailable = new() }]);
        await host.StartInstanceAsync("one");
        Assert.Equal(WorkflowStatus.Stalled, (await host.GetAsync("one"))!.WorkflowStatus);
        await old.DisposeAsync();

        await host.WorkAsync(_ => [Act.End()]);

        Assert.Equal(WorkflowStatus.Completed, (await host.EndOfAsync("one")).WorkflowStatus);
    }

    [Fact]
    public async Task At_most_as_many_activities_run_as_the_configuration_allows()
    {
        const string configuration =
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata: {name: c}
            spec: {workflow: {maxConcurrentActivityInvocations: 2}}
            """;
        await using var host = await EngineHost.StartAsync(options => options with { Resources = [ActorStores.InMemory, configuration] });
        var (running, most) = (0, 0);
        await host.WorkAsync(RawAnswers.Of(turn =>
            turn.PastEvents.Count == 0 ? Enumerable.Range(0, 20).Select(i => Act.Activity(i))
            : turn.Activities() == 20 ? [Act.End()] : []) with
        {
            Activity = async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return new ActivityResponse();
            },
        });

        await host.StartInstanceAsync("one");
        await host.EndOfAsync("one");

        Assert.InRange(most, 1, 2);
    }

    private static Task<ListInstanceIdsResponse> ListAsync(EngineHost host, string? after)
    {
        var request = new ListInstanceIdsRequest { PageSize = 2 };
        if (after is not null) request.ContinuationToken = after;
        return host.Client.CallAsync("ListInstanceIDs", request, ListInstanceIdsResponse.Parser, EngineHost.Ct);
    }
}
