using System.Text.Json.Nodes;

namespace Platform.Local.Tests.Actors;

/// <summary>Reminders: delivered as turns, kept over the end of app and host.</summary>
public sealed class ReminderTests
{
    [Fact]
    public async Task A_reminder_comes_as_a_turn_with_its_data_and_activates_its_actor()
    {
        await using var app = await ActorApp.StartAsync();
        await RegisterAsync(app, "T/1", "r", """{"dueTime":"1s","period":"R3/PT1S","data":{"a":1}}""");

        var turns = await app.CalledAsync("/remind/r", 3);
        await GoneAsync(app, "T/1", "r");

        Assert.Equal(3, app.Of("/remind/r").Count);
        Assert.All(turns, turn => Assert.Equal(
            ("PUT", "/actors/T/1/method/remind/r", """{"data":{"a":1},"dueTime":"","period":""}"""), (turn.Verb, turn.Path, turn.Body)));
        using var state = await app.CallAsync("T/1/state", "[]", app.Own);
        Assert.Equal(204, (int)state.StatusCode);
    }

    [Fact]
    public async Task Without_a_due_time_the_first_turn_is_one_period_away()
    {
        await using var app = await ActorApp.StartAsync();
        var start = app.Time.GetUtcNow();
        await RegisterAsync(app, "T/1", "r", """{"period":"10s"}""");

        await app.CalledAsync("/remind/r");

        Assert.InRange((app.Time.GetUtcNow() - start).TotalSeconds, 10, 14);
        Assert.Equal("""{"dueTime":"","period":""}""", app.Of("/remind/r")[0].Body);
    }

    [Fact]
    public async Task A_reminder_is_read_back_replaced_and_deleted()
    {
        await using var app = await ActorApp.StartAsync();
        await RegisterAsync(app, "T/1", "r", """{"dueTime":"1h","period":"PT1M","ttl":"2h","data":"x"}""");

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """{"actorID":"1","actorType":"T","data":"x","dueTime":"1h","period":"@every 1m0s","ttl":"2h"}"""),
            JsonNode.Parse(await app.Own.GetStringAsync("/v1.0/actors/T/1/reminders/r", ActorApp.Ct))));
        await ActorApp.RefusedAsync(
            app.CallAsync("T/1/reminders/r", """{"dueTime":"1s","overwrite":false}""", app.Own), 409, "ERR_ACTOR_REMINDER_ALREADY_EXISTS");
        await RegisterAsync(app, "T/1", "r", """{"dueTime":"5h"}""");
        Assert.Contains("5h", await app.Own.GetStringAsync("/v1.0/actors/T/1/reminders/r", ActorApp.Ct), StringComparison.Ordinal);

        for (var i = 0; i < 2; i++)
        {
            using var deleted = await app.Own.DeleteAsync("/v1.0/actors/T/1/reminders/r", ActorApp.Ct);
            Assert.Equal(204, (int)deleted.StatusCode);
        }

        await ActorApp.RefusedAsync(
            app.Own.GetAsync("/v1.0/actors/T/1/reminders/r", ActorApp.Ct), 404, "ERR_ACTOR_REMINDER_NOT_FOUND");
    }

    [Fact]
    public async Task A_failing_reminder_is_tried_again_an_unknown_one_is_not()
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = (turn, context) =>
        {
            context.Response.StatusCode = turn.Path.EndsWith("unknown", StringComparison.Ordinal) ? 404 : 500;
            return Task.CompletedTask;
        };
        await RegisterAsync(app, "T/1", "fails", """{"dueTime":"1s"}""");
        await RegisterAsync(app, "T/1", "drops", """{"dueTime":"1s","failurePolicy":{"drop":{}}}""");
        await RegisterAsync(app, "T/1", "unknown", """{"dueTime":"1s"}""");

        await GoneAsync(app, "T/1", "fails");
        await GoneAsync(app, "T/1", "drops");
        await GoneAsync(app, "T/1", "unknown");

        Assert.Equal((4, 1, 1), (app.Of("/fails").Count, app.Of("/drops").Count, app.Of("/unknown").Count));
    }

    [Fact]
    public async Task An_answer_can_end_a_reminder()
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = (_, context) =>
        {
            context.Response.Headers["X-DaprReminderCancel"] = "true";
            return Task.CompletedTask;
        };
        await RegisterAsync(app, "T/1", "r", """{"dueTime":"1s","period":"1s"}""");

        await GoneAsync(app, "T/1", "r");

        Assert.Single(app.Of("/remind/r"));
    }

    [Fact]
    public async Task A_reminder_waits_for_its_turn()
    {
        await using var app = await ActorApp.StartAsync();
        var release = new TaskCompletionSource();
        app.Do = (turn, _) => turn.Path.EndsWith("/M", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        await RegisterAsync(app, "T/1", "r", """{"dueTime":"1s"}""");
        await RegisterAsync(app, "T/2", "other", """{"dueTime":"1s"}""");
        var call = app.CallAsync("T/1/method/M");
        await Eventually.HoldsAsync(() => app.Of("/M").Count == 1);

        await app.CalledAsync("/remind/other");
        Assert.Empty(app.Of("/remind/r"));
        release.SetResult();

        using var answer = await call;
        await app.CalledAsync("/remind/r");
    }

    [Theory]
    [InlineData("T/1", "r", "{}", 500, "ERR_ACTOR_REMINDER_CREATE", "'dueTime' or 'period' is needed")]
    [InlineData("T/1", "r", """{"dueTime":"soon"}""", 500, "ERR_ACTOR_REMINDER_CREATE", "'dueTime' must be")]
    [InlineData("T/1", "r", """{"period":"P1D"}""", 500, "ERR_ACTOR_REMINDER_CREATE", "'period' must be")]
    [InlineData("T/1", "r", "nonsense", 400, "ERR_MALFORMED_REQUEST", "invalid")]
    [InlineData("T/1", "a%2Fb", """{"dueTime":"1s"}""", 400, "ERR_BAD_REQUEST", "must not be empty or contain")]
    [InlineData("U/1", "r", """{"dueTime":"1s"}""", 403, "ERR_ACTOR_REMINDER_NON_HOSTED", "hosts no actors of type 'U'")]
    [InlineData("dapr.internal.x/1", "r", """{"dueTime":"1s"}""", 403, "ERR_ACTOR_TYPE_RESERVED", "reserved")]
    public async Task A_reminder_that_cannot_be_says_why(string actor, string name, string body, int status, string code, string part)
    {
        await using var app = await ActorApp.StartAsync();

        var message = await ActorApp.RefusedAsync(app.CallAsync($"{actor}/reminders/{name}", body, app.Own), status, code);

        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_reminders_say_what_is_missing()
    {
        await using var app = await ActorApp.StartAsync(options: options => options with { Resources = [] });

        await ActorApp.RefusedAsync(
            app.CallAsync("T/1/reminders/r", """{"dueTime":"1s"}""", app.Own), 500, "ERR_ACTOR_RUNTIME_NOT_FOUND");
    }

    [Fact]
    public async Task In_PostgreSQL_a_reminder_and_a_job_survive_the_host_and_the_app()
    {
        var store = ActorStores.InPostgres(await TestDatabase.UriAsync(), TestDatabase.NewPrefix());
        await using var app = await ActorApp.StartAsync(options: options => options with { Resources = [store] });
        await RegisterAsync(app, "T/1", "r", """{"dueTime":"1s","period":"1h","data":"kept"}""");
        using var job = await app.Own.PostAsync(
            "/v1.0-alpha1/jobs/j", new StringContent("""{"schedule":"@every 1h","repeats":2,"data":{"kept":true}}"""), ActorApp.Ct);
        Assert.Equal(204, (int)job.StatusCode);
        await app.CalledAsync("/remind/r");

        var port = await app.StopAppAsync();
        await app.RestartHostAsync(new LocalHostOptions { Resources = [store] }, port);
        app.Time.Advance(TimeSpan.FromHours(3));
        await app.StartAppAsync(port);

        await Eventually.HoldsAsync(() => app.Of("/remind/r").Count == 2 && app.Of("/job/j").Count == 1);
        Assert.Contains("kept", app.Of("/remind/r")[1].Body, StringComparison.Ordinal);
        Assert.Equal("""{"kept":true}""", app.Of("/job/j")[0].Body);
        app.Time.Advance(TimeSpan.FromHours(1));
        await Eventually.HoldsAsync(() => app.Of("/job/j").Count == 2);
        await Eventually.HoldsAsync(async () => (int)(await app.Own.GetAsync("/v1.0/jobs/j", ActorApp.Ct)).StatusCode == 500);
    }

    internal static async Task RegisterAsync(ActorApp app, string actor, string name, string body)
    {
        using var answer = await app.CallAsync($"{actor}/reminders/{name}", body, app.Own);
        Assert.Equal((204, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ActorApp.Ct)));
    }

    private static Task GoneAsync(ActorApp app, string actor, string name) => Eventually.HoldsAsync(
        async () =>
        {
            using var answer = await app.Own.GetAsync($"/v1.0/actors/{actor}/reminders/{name}", ActorApp.Ct);
            return (int)answer.StatusCode == 404;
        },
        "the reminder is gone", () => app.Time.Advance(TimeSpan.FromMilliseconds(100)));
}
