using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting.Tests;

/// <summary>Which calls become audit events, and what those say.</summary>
public sealed class RecordCallsTests : IDisposable
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("calls-");
    private readonly AuditTopic topic = new();
    private int counted;

    public void Dispose()
    {
        topic.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task State_changing_call_is_recorded_with_actor_action_object_result_and_trace()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/things/t-7/pause");
        request.Headers.Add("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");
        (await service.As("demo", Roles.Admin).SendAsync(request, None)).Dispose();

        var (tenant, e) = await OnlyAsync("POST /things/{id}/pause");
        Assert.Equal(("demo", "someone", ActorKind.User, "things", "t-7"), (tenant, e.Actor, e.ActorKind, e.ObjectType, e.ObjectId));
        Assert.Equal((AuditResult.Allowed, "0123456789abcdef0123456789abcdef"), (e.Result, e.TraceId));
        Assert.True(new AuditEventValidator().Validate(e).IsValid);
    }

    [Theory]
    [InlineData("GET", "/api/v1/things/t-1", 0)]
    [InlineData("HEAD", "/api/v1/things/t-1", 0)]
    [InlineData("DELETE", "/api/v1/things/t-1", 1)]
    [InlineData("GET", "/api/v1/export", 1)]
    [InlineData("POST", "/api/v1/data", 0)]
    [InlineData("GET", "/healthz", 0)]
    public async Task Verb_and_route_decide_whether_a_call_is_recorded(string verb, string path, int events)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(new(verb), path);
        (await service.As("demo", Roles.Admin).SendAsync(request, None)).Dispose();

        await ClosedAsync(service);
        Assert.Equal(events, topic.Taken.Count(e => e.Data.Action != "sign-in"));
    }

    [Fact]
    public async Task Denial_is_recorded_in_the_log_of_the_callers_tenant_on_every_route()
    {
        await using var service = await StartAsync();
        (await service.As("demo", Roles.Service).GetAsync("/api/v1/things/t-1", None)).Dispose();

        var (tenant, e) = await OnlyAsync("GET /things/{id}");
        Assert.Equal(("demo", "someone", AuditResult.Denied), (tenant, e.Actor, e.Result));
    }

    [Fact]
    public async Task Denial_of_nobody_is_recorded_in_the_operators_log_whatever_tenant_he_names()
    {
        await using var service = await StartAsync();
        service.Http.DefaultRequestHeaders.Add("X-Tenant-ID", "demo");
        (await service.Http.PostAsync("/api/v1/data", null, None)).Dispose();

        var (tenant, e) = await OnlyAsync("POST /data");
        Assert.Equal((TenantId.Operators.ToString(), AuditResult.Denied), (tenant, e.Result));
        Assert.Equal(("anonymous", ActorKind.Anonymous), (e.Actor, e.ActorKind));
    }

    [Theory]
    [InlineData("/api/v1/bug", "POST /bug")]
    [InlineData("/api/v1/rule", "POST /rule")]
    public async Task Call_that_does_not_succeed_is_recorded_as_failed(string path, string action)
    {
        await using var service = await StartAsync();
        (await service.As("demo", Roles.Admin).PostAsync(path, null, None)).Dispose();

        Assert.Equal(AuditResult.Failed, (await OnlyAsync(action)).Event.Result);
    }

    [Fact]
    public async Task First_use_of_a_token_is_a_sign_in_and_the_second_is_not()
    {
        await using var service = await StartAsync();
        foreach (var token in (string[])[service.Token("demo", Roles.Admin), service.Token("demo", Roles.Analyst)])
        {
            service.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            for (var i = 0; i < 3; i++) (await service.Http.GetAsync("/api/v1/things/t-1", None)).Dispose();
        }

        await ClosedAsync(service);
        Assert.Equal(2, topic.Taken.Count(e => e.Data.Action is "sign-in"));
    }

    [Fact]
    public async Task Service_without_call_auditing_records_nothing_by_itself()
    {
        await using var service = await StartAsync(services => services.AddAuditing());
        (await service.As("demo", Roles.Admin).PostAsync("/api/v1/things/t-7/pause", null, None)).Dispose();

        await ClosedAsync(service);
        Assert.Empty(topic.Taken);
    }

    [Fact]
    public async Task Callers_are_answered_while_the_broker_is_away_and_nothing_is_missing_when_it_is_back()
    {
        await using var service = await StartAsync();
        topic.IsAway = true;
        for (var i = 0; i < 20; i++)
        {
            using var answer = await service.As("demo", Roles.Admin).PostAsync($"/api/v1/things/t-{i}/pause", null, None);
            Assert.True(answer.IsSuccessStatusCode);
        }

        await Eventually.HoldsAsync(() => topic.Calls > 0);
        topic.IsAway = false;
        await Eventually.HoldsAsync(() => topic.Taken.Select(e => e.Data.ObjectId).Where(id => id is not null).Distinct().Count() is 20);
    }

    [Fact]
    public async Task Whoever_has_the_head_of_an_answer_has_his_entry_on_file()
    {
        topic.IsAway = true;
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/endless/t-1");
        using var answer = await service.As("demo", Roles.Admin).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, None);

        Assert.Contains("POST /endless/{id}", OnFile(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_is_refused_before_it_is_carried_out_when_there_is_no_room_for_its_entry()
    {
        topic.IsAway = true;
        await using var service = await StartAsync(most: 1 << 10);
        for (var i = 0; i < 6; i++) (await service.As("demo", Roles.Admin).PostAsync($"/api/v1/things/t-{i}/pause", null, None)).Dispose();

        using var refused = await service.Http.PostAsync("/api/v1/count", null, None);
        using var read = await service.Http.GetAsync("/api/v1/things/t-1", None);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (refused.StatusCode, read.StatusCode));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(0, counted);
        Assert.DoesNotContain("POST /count", OnFile(), StringComparison.Ordinal);
        topic.IsAway = false;
        await Eventually.HoldsAsync(async () => (await service.Http.PostAsync("/api/v1/count", null, None)).IsSuccessStatusCode);
        Assert.Equal(1, counted);
    }

    private string OnFile() => string.Concat(
        folder.EnumerateFiles("*.events", SearchOption.AllDirectories).Select(file => File.ReadAllText(file.FullName)));

    private Task<TestService> StartAsync(Action<IServiceCollection>? add = null, long most = 1 << 20) => TestService.StartAsync(
        app =>
        {
            var api = app.MapGroup("/api/v1");
            api.MapMethods("/things/{id}", ["GET", "HEAD", "DELETE"], () => "ok").RequireScope(Scopes.AlertsRead);
            api.MapPost("/things/{id}/pause", () => "ok");
            api.MapGet("/export", () => "ok").WithMetadata(new AuditedRoute(AuditedWhen.Always));
            api.MapPost("/data", () => "ok").WithMetadata(new AuditedRoute(AuditedWhen.Refused));
            api.MapPost("/rule", () => TypedResults.Conflict());
            api.MapPost("/count", () => Interlocked.Increment(ref counted));
            api.MapPost("/endless/{id}", EndlessAsync);
            api.MapPost("/bug", string () => throw new InvalidOperationException("a bug"));
        },
        services =>
        {
            (add ?? (all => all.AddCallAuditing()))(services);
            services.RemoveAll<DaprClient>().AddSingleton<DaprClient>(topic);
        },
        new() { ["Auditing:Folder"] = folder.FullName, ["Auditing:MaxWaitingBytes"] = $"{most}" });

    private static async Task EndlessAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // What waits when a service stops is still published.
    private static ValueTask ClosedAsync(TestService service) => service.DisposeAsync();

    private async Task<(string? Tenant, AuditEvent Event)> OnlyAsync(string action)
    {
        await Eventually.HoldsAsync(() => topic.Taken.Any(e => e.Data.Action == action));
        var found = Assert.Single(topic.Taken, e => e.Data.Action is not "sign-in");
        return (found.TenantId, found.Data);
    }
}
