using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Local;

namespace Platform.Conformance.Tests;

/// <summary>Service invocation from app a to app b: reference F, 32 to 40.</summary>
public sealed class InvocationTests
{
    private const string B = "/v1.0/invoke/b/method";

    [Fact]
    public async Task F32_Method_path_query_and_body_reach_the_other_app()
    {
        await using var rig = await Rig.StartAsync();
        var mine = Header("x-mine", "1");
        rig.App("b").On("/x/y", call => new(201, $"seen {Encoding.UTF8.GetString(call.Body)}", "text/x-test") { Headers = mine });

        var answer = await rig.Sidecar().TellAsync($"{B}/x/y?q=1&r=a%20b", "hello", "text/x-test").IsAsync(201);
        var call = await rig.ReceivedAsync("/x/y", 1, "b");

        Assert.Equal(("POST", "?q=1&r=a%20b", "text/x-test"), (call.Method, call.Query, call.Header("Content-Type")));
        Assert.Equal("seen hello", await answer.TextAsync());
        Assert.Equal("text/x-test", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("1", answer.Header("x-mine"));
    }

    [Fact]
    public async Task F32_A_body_of_no_bytes_keeps_its_type()
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x", _ => new(200));

        await rig.Sidecar().TellAsync($"{B}/x", "", "text/x-test").IsAsync(200);

        Assert.Equal("text/x-test", (await rig.ReceivedAsync("/x", 1, "b")).Header("Content-Type"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task F32_Every_verb_is_passed_on(string verb)
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x", _ => new(200));

        await rig.Sidecar().SendAsync(new HttpMethod(verb), $"{B}/x").IsAsync(200);

        Assert.Equal(verb, (await rig.ReceivedAsync("/x", 1, "b")).Method);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(500)]
    public async Task F32_An_error_of_the_other_app_comes_back_as_it_is(int status)
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x", _ => new(status, """{"why":"because"}"""));

        var answer = await rig.Sidecar().AskAsync($"{B}/x").IsAsync(status);

        Assert.Equal("""{"why":"because"}""", await answer.TextAsync());
    }

    [Fact]
    public async Task F33_A_header_may_name_the_app_and_is_not_passed_on()
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x/y", _ => new(200, "ok"));

        await rig.Sidecar().SendAsync(HttpMethod.Get, "/x/y?q=1", ("dapr-app-id", "b")).IsAsync(200);
        var call = await rig.ReceivedAsync("/x/y", 1, "b");

        Assert.Equal("?q=1", call.Query);
        Assert.Null(call.Header("dapr-app-id"));
    }

    [Fact]
    public async Task F33_The_user_of_basic_sign_in_may_name_the_app()
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x/y", _ => new(200, "ok"));
        var user = Convert.ToBase64String("dapr-app-id:b"u8);

        await rig.Sidecar().SendAsync(HttpMethod.Get, "/x/y", ("Authorization", $"Basic {user}")).IsAsync(200);
    }

    [Fact]
    public async Task F34_An_unknown_app_cannot_be_invoked()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().AskAsync("/v1.0/invoke/nobody/method/x").IsRefusedAsync(500, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task F35_The_other_app_sees_who_calls_whom()
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x", _ => new(200));

        await rig.Sidecar().AskAsync($"{B}/x").IsAsync(200);
        var call = await rig.ReceivedAsync("/x", 1, "b");

        Assert.Equal("a", call.Header("dapr-caller-app-id"));
        Assert.Equal("b", call.Header("dapr-callee-app-id"));
    }

    [Fact]
    public async Task F36_Without_a_policy_a_refusal_is_not_repeated()
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x", _ => new(503));

        await rig.Sidecar().AskAsync($"{B}/x").IsAsync(503);

        Assert.Single(rig.App("b").At("/x"));
    }

    [Fact]
    public async Task F36_With_two_retries_the_third_call_is_the_last()
    {
        await using var rig = await Rig.StartAsync(Setup.Own("""
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies: {retries: {twoMore: {policy: constant, duration: 100ms, maxRetries: 2}}}
              targets: {apps: {b: {retry: twoMore}}}
            """));
        rig.App("b").On("/x", _ => new(503, "busy"));

        var answer = rig.Sidecar().AskAsync($"{B}/x");
        await rig.UntilAsync(() => answer.IsCompleted, "the last answer");

        Assert.Equal("busy", await (await answer.IsAsync(503)).TextAsync());
        Assert.Equal(3, rig.App("b").At("/x").Count);
    }

    [Fact]
    public async Task F37_A_body_over_the_limit_is_refused()
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x", _ => new(200));

        var answer = await rig.Sidecar().TellAsync($"{B}/x", new string('x', 5 << 20), "text/plain");

        Assert.InRange((int)answer.StatusCode, 400, 599);
    }

    [Fact]
    public async Task F37_A_larger_limit_lets_it_pass()
    {
        await using var rig = await Rig.StartAsync(Setup.Fresh with { Options = options => options with { MaxBodyBytes = 10 << 20 } });
        rig.App("b").On("/x", _ => new(200));

        await rig.Sidecar().TellAsync($"{B}/x", new string('x', 5 << 20), "text/plain").IsAsync(200);

        Assert.Equal(5 << 20, Assert.Single(rig.App("b").At("/x")).Body.Length);
    }

    [Fact]
    public async Task F38_A_stream_of_events_is_passed_on_piece_by_piece()
    {
        await using var rig = await Rig.StartAsync();
        var seen = new TaskCompletionSource();
        rig.App("b").On("/live", async (_, response) =>
        {
            response.ContentType = "text/event-stream";
            await response.WriteAsync("data: 1\n\n", Rig.Stop);
            await response.Body.FlushAsync(Rig.Stop);
            await seen.Task.WaitAsync(Rig.Stop);
            await response.WriteAsync("data: 2\n\n", Rig.Stop);
        });

        await using var stream = await rig.Sidecar().GetStreamAsync($"{B}/live", Rig.Stop);
        using var reader = new StreamReader(stream);

        Assert.Equal("data: 1", await reader.ReadLineAsync(Rig.Stop));
        seen.SetResult();
        Assert.Contains("data: 2", await reader.ReadToEndAsync(Rig.Stop));
    }

    [Fact]
    public async Task F39_With_a_concurrency_of_one_the_second_call_waits()
    {
        await using var rig = await Rig.StartAsync(Setup.Fresh with { Options = OneAtATime });
        var leave = new TaskCompletionSource();
        rig.App("b").On("/x", async (_, _) => await leave.Task.WaitAsync(Rig.Stop));

        var calls = new[] { rig.Sidecar().AskAsync($"{B}/x"), rig.Sidecar().AskAsync($"{B}/x") };
        await rig.ReceivedAsync("/x", 1, "b");
        await rig.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Single(rig.App("b").At("/x"));

        leave.SetResult();
        foreach (var call in calls) await call.IsAsync(200);
        Assert.Equal(2, rig.App("b").At("/x").Count);
    }

    [Fact]
    public async Task F40_A_redirect_is_passed_on_and_not_followed()
    {
        await using var rig = await Rig.StartAsync();
        rig.App("b").On("/x", _ => new(302) { Headers = Header("Location", "/y") });
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Sidecar().BaseAddress };

        var answer = await client.AskAsync($"{B}/x").IsAsync(302);

        Assert.Equal("/y", answer.Header("Location"));
        Assert.Empty(rig.App("b").At("/y"));
    }

    private static LocalHostOptions OneAtATime(LocalHostOptions options) =>
        options with { Apps = [.. options.Apps.Select(app => app with { MaxConcurrency = 1 })] };

    private static Dictionary<string, string> Header(string name, string value) => new() { [name] = value };
}
