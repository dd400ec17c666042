using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Dapr.Tests.Jobs;

/// <summary>The calls on the wire, and the endpoint, as reference A.13 has them.</summary>
public sealed class JobTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_posted_with_what_was_given_and_nothing_else()
    {
        var wire = new Wire(HttpStatusCode.NoContent, "");
        using var client = wire.Client();

        await client.ScheduleJobAsync("daily-a b", new() { Schedule = "@daily" }, Ct);

        Assert.Equal("POST /v1.0-alpha1/jobs/daily-a%20b {\"schedule\":\"@daily\"}", wire.Calls.Single());
    }

    [Fact]
    public async Task Every_part_of_a_job_has_its_name_on_the_wire()
    {
        var wire = new Wire(HttpStatusCode.NoContent, "");
        using var client = wire.Client();

        await client.ScheduleJobAsync("j", new()
        {
            Schedule = "0 30 3 * * *", DueTime = "10s", Repeats = 3, TimeToLive = "1h", Overwrite = true, Data = "{\"a\":1}"u8.ToArray(),
            FailurePolicy = new(TimeSpan.FromSeconds(2), 5),
        }, Ct);

        Assert.EndsWith(
            "{\"schedule\":\"0 30 3 * * *\",\"dueTime\":\"10s\",\"repeats\":3,\"ttl\":\"1h\",\"overwrite\":true,\"data\":{\"a\":1},"
            + "\"failurePolicy\":{\"constant\":{\"interval\":\"2000ms\",\"maxRetries\":5}}}",
            wire.Calls.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_may_drop_or_never_give_up()
    {
        var wire = new Wire(HttpStatusCode.NoContent, "");
        using var client = wire.Client();

        await client.ScheduleJobAsync("j", new() { DueTime = "1s", FailurePolicy = JobFailurePolicy.Drop }, Ct);
        await client.ScheduleJobAsync("j", new() { DueTime = "1s", FailurePolicy = new(TimeSpan.FromSeconds(1), null) }, Ct);

        Assert.EndsWith("\"failurePolicy\":{\"drop\":{}}}", wire.Calls[0], StringComparison.Ordinal);
        Assert.EndsWith("\"failurePolicy\":{\"constant\":{\"interval\":\"1000ms\"}}}", wire.Calls[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_read_and_deleted_by_name()
    {
        var wire = new Wire(HttpStatusCode.OK, """{"name":"j","schedule":"@daily","repeats":4,"dueTime":"","data":{}}""");
        using var client = wire.Client();

        Assert.Equal(new("j", "@daily", "", 4), await client.GetJobAsync("j", Ct));
        await client.DeleteJobAsync("j", Ct);

        Assert.Equal(["GET /v1.0-alpha1/jobs/j ", "DELETE /v1.0-alpha1/jobs/j "], wire.Calls);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict()
    {
        using var client = new Wire(HttpStatusCode.Conflict, """{"errorCode":"DAPR_SCHEDULER_SCHEDULE_JOB","message":"exists"}""").Client();

        var e = await Assert.ThrowsAsync<DaprException>(() => client.ScheduleJobAsync("j", new() { DueTime = "1s" }, Ct));

        Assert.Equal(HttpStatusCode.Conflict, e.StatusCode);
    }

    [Fact]
    public async Task A_due_job_reaches_the_handler_with_name_and_data()
    {
        await using var app = await StartAsync();
        using var http = Client(app, "sidecar");

        using var answer = await http.PostAsync("/job/daily-a", new StringContent("{\"a\":1}", Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("daily-a {\"a\":1}", app.Services.GetRequiredService<List<string>>().Single());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("guess")]
    public async Task A_caller_that_is_not_the_sidecar_triggers_nothing(string? token)
    {
        await using var app = await StartAsync();
        using var http = Client(app, token);

        using var answer = await http.PostAsync("/job/daily-a", null, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(app.Services.GetRequiredService<List<string>>());
    }

    private static HttpClient Client(WebApplication app, string? token)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var http = new HttpClient { BaseAddress = new(address) };
        if (token is not null) http.DefaultRequestHeaders.Add("dapr-api-token", token);
        return http;
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["APP_API_TOKEN"] = "sidecar" });
        builder.Services.AddSingleton<List<string>>();
        var app = builder.Build();
        app.MapDaprScheduledJobHandler((services, name, data, _) =>
        {
            services.GetRequiredService<List<string>>().Add($"{name} {Encoding.UTF8.GetString(data.Span)}");
            return Task.CompletedTask;
        });
        await app.StartAsync(Ct);
        return app;
    }

    /// <summary>Answers every call alike and keeps what was sent.</summary>
    private sealed class Wire(HttpStatusCode status, string body) : HttpMessageHandler
    {
        public List<string> Calls { get; } = [];

        public DaprClient Client() => new(new DaprClientOptions(), this);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Calls.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {content}");
            return new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}
