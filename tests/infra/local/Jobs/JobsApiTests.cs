using System.Text.Json.Nodes;
using Platform.Local.Tests.Actors;

namespace Platform.Local.Tests.Jobs;

/// <summary>Jobs over HTTP: scheduled, read, delivered, refused.</summary>
public sealed class JobsApiTests
{
    [Theory]
    [InlineData("v1.0"), InlineData("v1.0-alpha1")]
    public async Task A_job_is_delivered_with_its_data_and_gone_after_the_last_time(string version)
    {
        await using var app = await ActorApp.StartAsync();
        await ScheduleAsync(app, $"{version}/jobs/clean%20up", """{"schedule":"@every 1s","repeats":3,"data":{"a":1}}""");

        var calls = await app.CalledAsync("/job/clean%20up", 3);
        await GoneAsync(app, "clean%20up");

        Assert.Equal(3, app.Of("/job/clean%20up").Count);
        Assert.All(calls, call => Assert.Equal(("POST", """{"a":1}"""), (call.Verb, call.Body)));
        Assert.Equal("application/json", calls[0].Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_job_is_read_back_as_it_was_given()
    {
        await using var app = await ActorApp.StartAsync();
        await ScheduleAsync(app, "v1.0/jobs/j", """
            {"schedule":"@every 1m","repeats":2,"due_time":"1h","ttl":"2h","data":{"@type":"type.googleapis.com/x","value":"y"},
             "failurePolicy":{"constant":{"interval":"1.5s","maxRetries":7}}}
            """);

        var read = JsonNode.Parse(await app.Own.GetStringAsync("/v1.0-alpha1/jobs/j", ActorApp.Ct));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"name":"j","schedule":"@every 1m","repeats":2,"dueTime":"1h","ttl":"2h",
             "data":{"@type":"type.googleapis.com/google.protobuf.Value","value":"y"},
             "failurePolicy":{"constant":{"interval":"1.5s","maxRetries":7}}}
            """), read), read?.ToJsonString());
    }

    [Fact]
    public async Task A_job_that_exists_is_replaced_only_when_asked_to()
    {
        await using var app = await ActorApp.StartAsync();
        await ScheduleAsync(app, "v1.0/jobs/j", """{"dueTime":"1h"}""");

        await ActorApp.RefusedAsync(PostAsync(app, "v1.0/jobs/j", """{"dueTime":"2h"}"""), 409, "DAPR_SCHEDULER_SCHEDULE_JOB");
        await ScheduleAsync(app, "v1.0/jobs/j", """{"dueTime":"1s","overwrite":true}""");

        await app.CalledAsync("/job/j");
        await GoneAsync(app, "j");
    }

    [Theory]
    [InlineData(500, 4), InlineData(404, 1), InlineData(204, 1)]
    public async Task An_app_that_fails_is_asked_three_more_times_one_without_the_route_is_not(int status, int times)
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = (_, context) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        await ScheduleAsync(app, "v1.0/jobs/j", """{"dueTime":"1s"}""");

        await GoneAsync(app, "j");

        Assert.Equal(times, app.Of("/job/j").Count);
    }

    [Fact]
    public async Task A_job_waits_for_its_app()
    {
        await using var app = await ActorApp.StartAsync();
        var port = await app.StopAppAsync();
        await ScheduleAsync(app, "v1.0/jobs/j", """{"dueTime":"1s"}""");

        app.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(200, (int)(await app.Own.GetAsync("/v1.0/jobs/j", ActorApp.Ct)).StatusCode);
        await app.StartAppAsync(port);

        await Eventually.HoldsAsync(() => app.Of("/job/j").Count == 1);
    }

    [Fact]
    public async Task A_deleted_job_is_not_delivered()
    {
        await using var app = await ActorApp.StartAsync();
        await ScheduleAsync(app, "v1.0/jobs/j", """{"dueTime":"1s"}""");

        using var deleted = await app.Own.DeleteAsync("/v1.0/jobs/j", ActorApp.Ct);
        using var absent = await app.Own.DeleteAsync("/v1.0/jobs/none", ActorApp.Ct);
        await ScheduleAsync(app, "v1.0/jobs/later", """{"dueTime":"5s"}""");
        await app.CalledAsync("/job/later");

        Assert.Equal((204, 204), ((int)deleted.StatusCode, (int)absent.StatusCode));
        Assert.Empty(app.Of("/job/j"));
    }

    [Theory]
    [InlineData("{}", 400, "SCHEDULE_EMPTY", "'schedule' or 'dueTime' is needed")]
    [InlineData("""{"name":"j","dueTime":"1s"}""", 400, "JOB_NAME", "into the path")]
    [InlineData("""{"schedule":"* * * * *"}""", 400, "SCHEDULE_JOB", "it has 5 fields")]
    [InlineData("""{"dueTime":"soon"}""", 400, "SCHEDULE_JOB", "'dueTime' must be")]
    [InlineData("""{"dueTime":"1s","ttl":"5s"}""", 400, "SCHEDULE_JOB", "'ttl' needs a 'schedule'")]
    [InlineData("""{"schedule":"@daily","repeats":0}""", 400, "SCHEDULE_JOB", "'repeats' must be at least 1")]
    [InlineData("""{"dueTime":"1s","repeats":2}""", 400, "SCHEDULE_JOB", "'repeats' of more than 1 needs a 'schedule'")]
    [InlineData("""{"dueTime":"1s","failurePolicy":{"often":{}}}""", 400, "SCHEDULE_JOB", "'failurePolicy' must be")]
    [InlineData("""{"dueTime":"1s","failurePolicy":{"constant":{"interval":"x"}}}""", 400, "SCHEDULE_JOB", "constant.interval")]
    public async Task A_job_that_cannot_be_says_why(string body, int status, string reason, string part)
    {
        await using var app = await ActorApp.StartAsync();

        var message = await ActorApp.RefusedAsync(PostAsync(app, "v1.0/jobs/j", body), status, "DAPR_SCHEDULER_" + reason);

        Assert.Contains(part, message, StringComparison.Ordinal);
        await ActorApp.RefusedAsync(app.Own.GetAsync("/v1.0/jobs/j", ActorApp.Ct), 500, "DAPR_SCHEDULER_GET_JOB");
    }

    [Fact]
    public async Task Without_a_store_jobs_are_kept_in_memory()
    {
        await using var app = await ActorApp.StartAsync(options: options => options with { Resources = [] });
        await ScheduleAsync(app, "v1.0/jobs/j", """{"dueTime":"1s"}""");

        await app.CalledAsync("/job/j");
    }

    private static async Task ScheduleAsync(ActorApp app, string path, string body)
    {
        using var answer = await PostAsync(app, path, body);
        Assert.Equal((204, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ActorApp.Ct)));
    }

    private static Task<HttpResponseMessage> PostAsync(ActorApp app, string path, string body) =>
        app.Own.PostAsync("/" + path, new StringContent(body), ActorApp.Ct);

    private static Task GoneAsync(ActorApp app, string name) => Eventually.HoldsAsync(
        async () =>
        {
            using var answer = await app.Own.GetAsync($"/v1.0/jobs/{name}", ActorApp.Ct);
            return (int)answer.StatusCode == 500;
        },
        "the job is gone", () => app.Time.Advance(TimeSpan.FromMilliseconds(100)));
}
