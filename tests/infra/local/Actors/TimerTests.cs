namespace Platform.Local.Tests.Actors;

/// <summary>Timers: turns an active actor has ordered, gone with its activation.</summary>
public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_calls_back_as_often_as_it_was_told()
    {
        await using var app = await ActiveAsync();
        await RegisterAsync(app, "t", """{"dueTime":"2s","period":"R3/PT1S","callback":"Tick","data":[1]}""");

        var turns = await app.CalledAsync("/timer/t", 3);
        await PassAsync(app, TimeSpan.FromSeconds(5));

        Assert.Equal(3, app.Of("/timer/t").Count);
        const string Body = """{"callback":"Tick","data":[1],"dueTime":"2s","period":"R3/PT1S"}""";
        Assert.All(turns, turn => Assert.Equal(("/actors/T/1/method/timer/t", Body), (turn.Path, turn.Body)));
    }

    [Fact]
    public async Task Without_a_due_time_it_begins_at_once()
    {
        await using var app = await ActiveAsync();
        await RegisterAsync(app, "t", """{"callback":"Tick"}""");

        app.Time.Advance(TimeSpan.FromMilliseconds(1));

        await Eventually.HoldsAsync(() => app.Of("/timer/t").Count == 1);
    }

    [Fact]
    public async Task Ticks_do_not_overlap_and_a_failure_ends_nothing()
    {
        await using var app = await ActiveAsync();
        var (inside, most) = (0, 0);
        app.Do = async (_, context) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            context.Response.StatusCode = 500;
            Interlocked.Decrement(ref inside);
        };
        await RegisterAsync(app, "t", """{"period":"1s","callback":"Tick"}""");

        await app.CalledAsync("/timer/t", 5);

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_timer_of_the_same_name_takes_the_place_and_a_deleted_one_is_silent()
    {
        await using var app = await ActiveAsync();
        await RegisterAsync(app, "t", """{"period":"1s","callback":"Old"}""");
        await app.CalledAsync("/timer/t", 1);
        await RegisterAsync(app, "t", """{"dueTime":"1s","period":"1s","callback":"New"}""");
        var before = app.Of("/timer/t").Count;
        await app.CalledAsync("/timer/t", before + 1);
        Assert.Contains("New", app.Of("/timer/t")[^1].Body, StringComparison.Ordinal);

        using var deleted = await app.Own.DeleteAsync("/v1.0/actors/T/1/timers/t", ActorApp.Ct);
        using var absent = await app.Own.DeleteAsync("/v1.0/actors/T/1/timers/none", ActorApp.Ct);
        using (await app.CallAsync("T/1/method/M")) before = app.Of("/timer/t").Count;
        await PassAsync(app, TimeSpan.FromSeconds(5));

        Assert.Equal((204, 204, before), ((int)deleted.StatusCode, (int)absent.StatusCode, app.Of("/timer/t").Count));
    }

    [Fact]
    public async Task An_answer_can_end_a_timer_and_so_does_its_time_to_live()
    {
        await using var app = await ActiveAsync();
        app.Do = (turn, context) =>
        {
            if (turn.Path.EndsWith("stops", StringComparison.Ordinal)) context.Response.Headers["X-DaprReminderCancel"] = "true";
            return Task.CompletedTask;
        };
        await RegisterAsync(app, "stops", """{"dueTime":"1s","period":"1s","callback":"Tick"}""");
        await RegisterAsync(app, "expires", """{"dueTime":"1s","period":"1s","ttl":"1500ms","callback":"Tick"}""");

        await PassAsync(app, TimeSpan.FromSeconds(6));

        Assert.Single(app.Of("/timer/stops"));
        Assert.InRange(app.Of("/timer/expires").Count, 1, 2);
    }

    [Fact]
    public async Task Timers_are_lost_with_the_activation()
    {
        await using var app = await ActiveAsync("""{"entities":["T"],"actorIdleTimeout":"20s"}""");
        await RegisterAsync(app, "t", """{"dueTime":"30s","callback":"Tick"}""");

        app.Time.Advance(TimeSpan.FromSeconds(21));
        await app.CalledAsync("/T/1");
        await Eventually.HoldsAsync(async () => (int)(await app.CallAsync("T/1/state", "[]", app.Own)).StatusCode == 400);
        using (await app.CallAsync("T/1/method/M")) await PassAsync(app, TimeSpan.FromSeconds(15));

        Assert.Empty(app.Of("/timer/t"));
    }

    [Fact]
    public async Task Timers_are_lost_when_the_app_restarts()
    {
        await using var app = await ActiveAsync();
        await RegisterAsync(app, "t", """{"dueTime":"5s","callback":"Tick"}""");

        await app.StartAppAsync(await app.StopAppAsync());
        await PassAsync(app, TimeSpan.FromSeconds(10));

        Assert.Empty(app.Of("/timer/t"));
    }

    [Theory]
    [InlineData("T/2", "{}", "actor T/2 is not active here")]
    [InlineData("T/1", """{"dueTime":"soon"}""", "'dueTime' must be")]
    [InlineData("T/1", """{"period":"P1M"}""", "'period' must be")]
    public async Task A_timer_that_cannot_be_says_why(string actor, string body, string part)
    {
        await using var app = await ActiveAsync();

        var message = await ActorApp.RefusedAsync(app.CallAsync($"{actor}/timers/t", body, app.Own), 500, "ERR_ACTOR_TIMER_CREATE");

        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    private static async Task<ActorApp> ActiveAsync(string config = """{"entities":["T"]}""")
    {
        var app = await ActorApp.StartAsync(config);
        using var answer = await app.CallAsync("T/1/method/Begin");
        return app;
    }

    private static async Task RegisterAsync(ActorApp app, string name, string body)
    {
        using var answer = await app.CallAsync($"T/1/timers/{name}", body, app.Own);
        Assert.Equal(204, (int)answer.StatusCode);
    }

    // In steps, with a call of another actor after each: what was due has had its chance by then.
    private static async Task PassAsync(ActorApp app, TimeSpan span)
    {
        for (var end = app.Time.GetUtcNow() + span; app.Time.GetUtcNow() < end;)
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(500));
            using var answer = await app.CallAsync("T/other/method/Passes");
        }
    }
}
