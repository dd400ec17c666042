using System.Net;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Sidecar;

/// <summary>How the host follows an app that comes late, goes, comes back or falls ill (behaviours 25, 42, 76, 79).</summary>
public sealed class AppLifeTests
{
    private static readonly string Cron = SidecarApiTests.Component("tick", "bindings.cron", "[{name: schedule, value: '@every 11s'}]");
    private static readonly string PubSub = SidecarApiTests.Component("pubsub", "pubsub.in-memory");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_is_asked_once_per_start_and_again_after_a_restart_on_its_port()
    {
        var asked = new List<string>();
        RequestDelegate questions = context =>
        {
            lock (asked) asked.Add($"{TestApp.Target(context)} {context.Request.Headers["dapr-app-id"]}");
            return context.Response.WriteAsync("[]", Ct);
        };
        var app = await TestApp.StartAsync(_ => Task.CompletedTask, asked: questions);
        var port = app.Port;
        await using var host = await LocalHost.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a", port)],
            Resources = [PubSub] }, Ct);
        await Eventually.HoldsAsync(() => host.IsUp("a"));
        Assert.Equal(["/dapr/config a", "/dapr/subscribe a"], asked);

        await app.DisposeAsync();
        await Eventually.HoldsAsync(() => !host.IsUp("a"));
        await using var again = await TestApp.StartAsync(_ => Task.CompletedTask, port, questions);
        await Eventually.HoldsAsync(() => host.IsUp("a"));

        Assert.Equal(2, asked.Count(question => question == "/dapr/subscribe a"));
    }

    [Fact]
    public async Task The_launcher_can_say_that_an_app_has_restarted()
    {
        var asked = 0;
        await using var app = await TestApp.StartAsync(_ => Task.CompletedTask, asked: context =>
        {
            if (context.Request.Path == "/dapr/subscribe") Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });
        await using var host = await LocalHost.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a", app.Port)],
            Resources = [PubSub] }, Ct);
        await Eventually.HoldsAsync(() => host.IsUp("a"));

        host.AppRestarted("a");
        await Eventually.HoldsAsync(() => Volatile.Read(ref asked) == 2 && host.IsUp("a"));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.MethodNotAllowed, true)]
    [InlineData(HttpStatusCode.NotFound, false)]
    public async Task A_cron_binding_calls_an_app_that_wants_it_on_the_hosts_clock(HttpStatusCode answer, bool wanted)
    {
        var (time, calls) = (new ManualTime(), new List<string>());
        await using var app = await TestApp.StartAsync(context =>
        {
            lock (calls) calls.Add($"{context.Request.Method} {context.Request.Path}");
            if (HttpMethods.IsOptions(context.Request.Method)) context.Response.StatusCode = (int)answer;
            return Task.CompletedTask;
        });
        await using var host = await LocalHost.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a", app.Port)],
            Resources = [Cron], Time = time }, Ct);
        await Eventually.HoldsAsync(() => host.IsUp("a") && (!wanted || time.Due.Contains(time.GetUtcNow().AddSeconds(11))));

        time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.HoldsAsync(() => !wanted || (calls.Count == 2 && time.Due.Contains(time.GetUtcNow().AddSeconds(11))));
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(wanted ? ["OPTIONS /tick", "POST /tick"] : ["OPTIONS /tick"], calls);
    }

    [Fact]
    public async Task An_input_binding_that_says_so_is_not_asked_for()
    {
        var (time, calls) = (new ManualTime(), new List<string>());
        await using var app = await TestApp.StartAsync(context =>
        {
            lock (calls) calls.Add($"{context.Request.Method} {context.Request.Path}");
            return Task.CompletedTask;
        });
        var cron = SidecarApiTests.Component("tick", "bindings.cron",
            "[{name: schedule, value: '@every 11s'}, {name: direction, value: input}, {name: route, value: /every/ten}]");
        await using var host = await LocalHost.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a", app.Port)],
            Resources = [cron], Time = time }, Ct);
        await Eventually.HoldsAsync(() => time.Due.Contains(time.GetUtcNow().AddSeconds(11)));

        time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.HoldsAsync(() => calls.Count == 1);

        Assert.Equal(["POST /every/ten"], calls);
    }

    [Fact]
    public async Task An_app_that_fails_three_probes_is_unhealthy_until_one_is_good()
    {
        var (time, healthy, probes) = (new ManualTime(), true, 0);
        await using var app = await TestApp.StartAsync(context =>
        {
            if (context.Request.Path != "/health") return Task.CompletedTask;
            if (!Volatile.Read(ref healthy)) context.Response.StatusCode = 503;
            Interlocked.Increment(ref probes);
            return Task.CompletedTask;
        });
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a"), new LocalApp("b", app.Port) { HealthPath = "/health" }], Time = time,
        });
        await Eventually.HoldsAsync(() => running.Host.IsUp("b"));
        Assert.Equal(200, (await running.GetAsync("/v1.0/invoke/b/method/x")).Status);

        Volatile.Write(ref healthy, false);
        await ProbeAsync(2);
        Assert.True(running.Host.IsUp("b"));
        await ProbeAsync(1);
        await Eventually.HoldsAsync(() => !running.Host.IsUp("b"));
        Assert.Equal(500, (await running.GetAsync("/v1.0/invoke/b/method/x")).Status);

        Volatile.Write(ref healthy, true);
        await ProbeAsync(1);
        await Eventually.HoldsAsync(() => running.Host.IsUp("b"));
        Assert.Equal(200, (await running.GetAsync("/v1.0/invoke/b/method/x")).Status);

        async Task ProbeAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var before = Volatile.Read(ref probes);
                time.Advance(TimeSpan.FromSeconds(5));
                await Eventually.HoldsAsync(() => Volatile.Read(ref probes) > before);
            }
        }
    }
}
