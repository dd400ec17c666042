using Microsoft.AspNetCore.Http;

namespace Platform.Conformance.Tests;

/// <summary>Actors: reference F, 51 to 58, except what is due later (<see cref="ActorScheduleTests"/>).</summary>
public sealed class ActorTests
{
    private readonly string id = Guid.NewGuid().ToString("N");

    private string Plain => $"Plain/{id}";

    [Fact]
    public async Task F51_A_call_reaches_the_app_that_hosts_the_type()
    {
        await using var rig = await Rig.StartAsync();
        rig.App().On($"/actors/{Plain}/method/m", call => new(200, $"\"{call.Body.Length}\""));

        var answer = await CallAsync(rig, Plain, "m", "body", "b").IsAsync(200);

        Assert.Equal("\"4\"", await answer.TextAsync());
        Assert.Equal("PUT", (await rig.ReceivedAsync($"/actors/{Plain}/method/m")).Method);
    }

    [Fact]
    public async Task F51_Calls_of_one_actor_wait_for_each_other()
    {
        await using var rig = await Rig.StartAsync();
        var (inside, most) = (0, 0);
        rig.App().On($"/actors/{Plain}/method/m", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(rig, Plain, "m").IsAsync(200)));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task F51_Different_actors_are_called_at_the_same_time()
    {
        await using var rig = await Rig.StartAsync();
        using var missing = new CountdownEvent(2);
        var both = new TaskCompletionSource();
        Task MeetAsync(Received call, HttpResponse response)
        {
            if (missing.Signal()) both.SetResult();
            return both.Task.WaitAsync(Rig.Stop);
        }

        rig.App().On($"/actors/{Plain}/method/m", MeetAsync);
        rig.App().On($"/actors/{Plain}-2/method/m", MeetAsync);

        await Task.WhenAll(CallAsync(rig, Plain, "m").IsAsync(200), CallAsync(rig, Plain + "-2", "m").IsAsync(200));
    }

    [Fact]
    public async Task F52_State_is_there_while_the_actor_is_active_and_only_for_its_host()
    {
        await using var rig = await Rig.StartAsync();
        var (state, key) = ($"/v1.0/actors/{Plain}/state", $"/v1.0/actors/{Plain}/state/k");
        const string Save = """[{"operation":"upsert","request":{"key":"k","value":{"a":1}}}]""";
        await rig.Sidecar().TellAsync(state, Save).IsRefusedAsync(400, "ERR_ACTOR_INSTANCE_MISSING");
        rig.App().On($"/actors/{Plain}/method/m", async (_, response) =>
        {
            response.StatusCode = (int)(await rig.Sidecar().TellAsync(state, Save)).StatusCode == 204 ? 200 : 500;
        });

        await CallAsync(rig, Plain, "m").IsAsync(200);

        SidecarCalls.IsJson("""{"a":1}""", await (await rig.Sidecar().AskAsync(key).IsAsync(200)).TextAsync());
        await rig.Sidecar().AskAsync($"/v1.0/actors/{Plain}/state/none").IsAsync(204);
        await rig.Sidecar("b").AskAsync(key).IsRefusedAsync(400, "ERR_ACTOR_INSTANCE_MISSING");
    }

    [Fact]
    public async Task F55_An_idle_actor_is_let_go()
    {
        await using var rig = await Rig.StartAsync();
        rig.App().On($"/actors/Brief/{id}/method/m", _ => new(200));
        rig.App().On($"/actors/Brief/{id}", _ => new(200));

        await CallAsync(rig, $"Brief/{id}", "m").IsAsync(200);

        Assert.Equal("DELETE", (await rig.ReceivedAsync($"/actors/Brief/{id}")).Method);
    }

    [Fact]
    public async Task F56_An_error_the_app_marks_is_passed_on_any_other_is_the_sidecar_s()
    {
        await using var rig = await Rig.StartAsync();
        var marked = new Answer(418, "\"teapot\"") { Headers = new Dictionary<string, string> { ["X-DaprErrorResponseHeader"] = "{}" } };
        rig.App().On($"/actors/{Plain}/method/marked", _ => marked);
        rig.App().On($"/actors/{Plain}/method/plain", _ => new(500, "\"oh\""));

        var answer = await CallAsync(rig, Plain, "marked").IsAsync(418);

        Assert.Equal(("\"teapot\"", "{}"), (await answer.TextAsync(), answer.Header("X-DaprErrorResponseHeader")));
        await CallAsync(rig, Plain, "plain").IsRefusedAsync(500, "ERR_ACTOR_INVOKE_METHOD");
    }

    [Fact]
    public async Task F57_With_reentrancy_an_actor_is_called_back_by_whom_it_called()
    {
        await using var rig = await Rig.StartAsync();
        var (first, second) = ($"Reentrant/{id}-A", $"Reentrant/{id}-B");
        rig.App().On($"/actors/{first}/method/start", (call, response) => PassOnAsync(rig, call, response, $"{second}/method/middle"));
        rig.App().On($"/actors/{second}/method/middle", (call, response) => PassOnAsync(rig, call, response, $"{first}/method/end"));
        rig.App().On($"/actors/{first}/method/end", _ => new(200, "\"done\""));

        var answer = await CallAsync(rig, first, "start").IsAsync(200);

        Assert.Equal("\"done\"", await answer.TextAsync());
    }

    [Fact]
    public async Task F57_Without_reentrancy_such_a_call_waits_until_somebody_gives_up()
    {
        await using var rig = await Rig.StartAsync();
        using var patience = new CancellationTokenSource();
        rig.App().On($"/actors/{Plain}/method/outer", async (_, response) =>
        {
            var inner = await rig.Sidecar().PostAsync($"/v1.0/actors/{Plain}/method/inner", null, response.HttpContext.RequestAborted);
            response.StatusCode = (int)inner.StatusCode;
        });
        rig.App().On($"/actors/{Plain}/method/after", _ => new(200));

        var call = rig.Sidecar().PostAsync($"/v1.0/actors/{Plain}/method/outer", null, patience.Token);
        await rig.ReceivedAsync($"/actors/{Plain}/method/outer");
        Assert.Empty(rig.App().At($"/actors/{Plain}/method/inner"));
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await CallAsync(rig, Plain, "after").IsAsync(200);
    }

    [Fact]
    public async Task F58_A_type_that_nobody_hosts_is_an_error_of_the_sidecar()
    {
        await using var rig = await Rig.StartAsync();

        var call = CallAsync(rig, $"Unhosted/{id}", "m");
        await rig.UntilAsync(() => call.IsCompleted, "the sidecar gives up");

        var answer = await call;
        Assert.True((int)answer.StatusCode is 404 or 500, $"status {answer.StatusCode}");
        Assert.StartsWith("ERR_ACTOR_", (await answer.JsonAsync()).GetProperty("errorCode").GetString());
        Assert.Empty(rig.App().At($"/actors/Unhosted/{id}/method/m"));
    }

    private static Task<HttpResponseMessage> CallAsync(Rig rig, string actor, string method, string body = "", string from = "a") =>
        rig.Sidecar(from).TellAsync($"/v1.0/actors/{actor}/method/{method}", body);

    private static async Task PassOnAsync(Rig rig, Received call, HttpResponse response, string next)
    {
        var chain = call.Header("Dapr-Reentrancy-Id") ?? "";
        var answer = await rig.Sidecar().SendAsync(HttpMethod.Put, $"/v1.0/actors/{next}", ("Dapr-Reentrancy-Id", chain));
        response.StatusCode = (int)answer.StatusCode;
        await response.WriteAsync(await answer.TextAsync(), Rig.Stop);
    }
}
