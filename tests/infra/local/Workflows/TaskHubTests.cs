using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf.WellKnownTypes;
using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

/// <summary>The gRPC port: who may call, what is refused and how, limits.</summary>
public sealed class TaskHubTests
{
    private const int Limit = 100_000;

    [Fact]
    public async Task Hello_is_answered_with_nothing()
    {
        await using var host = await EngineHost.StartAsync();

        Assert.Equal(new Empty(), await host.Client.CallAsync("Hello", new Empty(), Empty.Parser, EngineHost.Ct));
    }

    [Fact]
    public async Task Without_the_token_every_call_is_unauthenticated()
    {
        await using var host = await EngineHost.StartAsync(options => options with { DaprApiToken = "secret" });
        using var stranger = new TaskHubClient(host.Host.GrpcEndpoint("a"), "guess");

        var refused = await stranger.RefusedAsync("Hello", new Empty(), EngineHost.Ct);

        Assert.Equal(GrpcStatus.Unauthenticated, refused.Status);
        await host.Client.CallAsync("Hello", new Empty(), Empty.Parser, EngineHost.Ct);
    }

    [Fact]
    public async Task An_unknown_method_is_taken_for_an_invocation_and_an_unused_one_is_not_implemented()
    {
        await using var host = await EngineHost.StartAsync();

        var unknown = await host.Client.RefusedAsync("NoSuchMethod", new Empty(), EngineHost.Ct);
        var unused = await host.Client.RefusedAsync("QueryInstances", new Empty(), EngineHost.Ct);

        Assert.Equal(GrpcStatus.Unknown, unknown.Status);
        Assert.StartsWith("failed to proxy request", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(GrpcStatus.Unimplemented, unused.Status);
    }

    [Fact]
    public async Task What_is_no_gRPC_call_is_refused_by_HTTP_status()
    {
        await using var host = await EngineHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Host.GrpcEndpoint("a") };

        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(http, HttpMethod.Get, null));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(http, HttpMethod.Post, "application/json"));
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused_and_changes_nothing()
    {
        await using var host = await EngineHost.StartAsync(options => options with { MaxBodyBytes = Limit });
        await host.WorkAsync(_ => []);

        var large = new CreateInstanceRequest { InstanceId = "one", Name = "Order", Input = new string('x', Limit) };
        var refused = await host.Client.RefusedAsync("StartInstance", large, EngineHost.Ct);

        Assert.Equal(GrpcStatus.ResourceExhausted, refused.Status);
        Assert.Contains("larger than max", refused.Message, StringComparison.Ordinal);
        Assert.Null(await host.GetAsync("one"));
    }

    [Fact]
    public async Task A_turn_whose_answer_is_too_large_fails_the_instance_and_says_so()
    {
        await using var host = await EngineHost.StartAsync(options => options with { MaxBodyBytes = Limit });
        await host.WorkAsync(_ => [Act.End(new string('x', Limit))]);

        await host.StartInstanceAsync("one");
        var state = await host.EndOfAsync("one");

        Assert.Equal((WorkflowStatus.Failed, "PayloadTooLarge"), (state.WorkflowStatus, state.FailureDetails.ErrorType));
    }

    [Fact]
    public async Task An_activity_whose_answer_is_too_large_fails_and_says_so()
    {
        await using var host = await EngineHost.StartAsync(options => options with { MaxBodyBytes = Limit });
        await host.WorkAsync(RawAnswers.Of(turn =>
            turn.PastEvents.Count == 0 ? [Act.Activity(7)] : [Act.End(turn.NewEvents[1].TaskFailed.FailureDetails.ErrorType)]) with
        {
            Activity = _ => Task.FromResult<ActivityResponse?>(new ActivityResponse { Result = new string('x', Limit) }),
        });

        await host.StartInstanceAsync("one");

        Assert.Equal("PayloadTooLarge", (await host.EndOfAsync("one")).Output);
    }

    [Fact]
    public async Task A_history_that_is_too_large_stalls_the_instance_which_can_still_be_ended()
    {
        await using var host = await EngineHost.StartAsync(options => options with { MaxBodyBytes = Limit });
        await host.WorkAsync(_ => []);
        await host.StartInstanceAsync("one");

        for (var i = 0; i < 4; i++) await host.RaiseAsync("one", "e", new string('x', Limit / 3));
        await Eventually.HoldsAsync(async () => (await host.GetAsync("one"))!.WorkflowStatus is WorkflowStatus.Stalled);
        var stalled = host.Stored("one").Last(e => e.ExecutionStalled is not null).ExecutionStalled;
        await host.TerminateAsync("one", "\"over\"");

        Assert.Equal(StalledReason.PayloadSizeExceeded, stalled.Reason);
        Assert.Contains($"at most {Limit}", stalled.Description, StringComparison.Ordinal);
        Assert.Equal(WorkflowStatus.Terminated, (await host.GetAsync("one"))!.WorkflowStatus);
    }

    [Fact]
    public async Task A_deadline_ends_a_wait_and_the_instance_goes_on()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(_ => []);
        await host.StartInstanceAsync("one");

        host.Client.Deadline = "5S";
        var wait = host.Client.RefusedAsync("WaitForInstanceCompletion", new GetInstanceRequest { InstanceId = "one" }, EngineHost.Ct);
        await Eventually.HoldsAsync(() => wait.IsCompleted, "the deadline", () => host.Time.Advance(TimeSpan.FromSeconds(1)));
        host.Client.Deadline = null;

        Assert.Equal(GrpcStatus.DeadlineExceeded, (await wait).Status);
        Assert.Equal(WorkflowStatus.Running, (await host.GetAsync("one"))!.WorkflowStatus);
    }

    [Fact]
    public async Task Without_a_store_for_actors_the_host_starts_and_calls_say_what_is_missing()
    {
        await using var host = await EngineHost.StartAsync(options => options with { Resources = [] });

        var refused = await Assert.ThrowsAsync<GrpcException>(() => host.StartInstanceAsync("one"));
        var worker = await host.Client.RefusedAsync("GetWorkItems", new GetWorkItemsRequest(), EngineHost.Ct);
        var http = await host.Http.PostAsync("/v1.0/workflows/dapr/Order/start", null, EngineHost.Ct);

        Assert.Contains("actorStateStore", refused.Message, StringComparison.Ordinal);
        Assert.Contains("actorStateStore", worker.Message, StringComparison.Ordinal);
        Assert.Contains("actorStateStore", await http.Content.ReadAsStringAsync(EngineHost.Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_host_ends_the_streams_of_its_workers()
    {
        var host = await EngineHost.StartAsync();
        using var items = await host.Client.ConnectAsync(EngineHost.Ct);
        var next = items.NextAsync(EngineHost.Ct);

        await host.DisposeAsync();

        Assert.True(await Record.ExceptionAsync(() => next) is null or IOException or HttpRequestException);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, HttpMethod method, string? contentType)
    {
        using var request = new HttpRequestMessage(method, "/TaskHubSidecarService/Hello")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        using var response = await http.SendAsync(request, EngineHost.Ct);
        return response.StatusCode;
    }
}
