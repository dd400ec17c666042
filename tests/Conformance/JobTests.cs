namespace Platform.Conformance.Tests;

/// <summary>Jobs: reference F, 48 to 50.</summary>
public sealed class JobTests
{
    private readonly string name = $"j{Guid.NewGuid():N}";

    private string Job => $"/v1.0-alpha1/jobs/{name}";

    private string Delivered => $"/job/{name}";

    [Fact]
    public async Task F48_A_job_is_delivered_as_often_as_asked_and_then_gone()
    {
        await using var rig = await StartAsync();
        await rig.Sidecar().TellAsync(Job, """{"schedule":"@every 1s","repeats":3,"data":{"a":1}}""").IsAsync(204);

        await rig.ReceivedAsync(Delivered, 3);
        await GoneAsync(rig);
        await rig.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(3, rig.App().At(Delivered).Count);
        Assert.All(rig.App().At(Delivered), call => Assert.Equal(("POST", 1), (call.Method, call.Json.GetProperty("a").GetInt32())));
    }

    [Fact]
    public async Task F48_A_job_can_be_read_and_deleted()
    {
        await using var rig = await StartAsync();
        await rig.Sidecar().TellAsync(Job, """{"schedule":"@every 1h","data":"x"}""").IsAsync(204);

        var job = await (await rig.Sidecar().AskAsync(Job).IsAsync(200)).JsonAsync();
        Assert.Equal((name, "@every 1h"), (job.GetProperty("name").GetString(), job.GetProperty("schedule").GetString()));
        Assert.Equal("x", job.GetProperty("data").GetProperty("value").GetString());

        await rig.Sidecar().SendAsync(HttpMethod.Delete, Job).IsAsync(204);
        await rig.Sidecar().AskAsync(Job).IsAsync(500);
    }

    [Fact]
    public async Task F49_A_due_time_alone_is_one_delivery()
    {
        await using var rig = await StartAsync();
        await rig.Sidecar().TellAsync(Job, """{"dueTime":"1s"}""").IsAsync(204);

        await rig.ReceivedAsync(Delivered);
        await GoneAsync(rig);

        Assert.Single(rig.App().At(Delivered));
    }

    [Theory]
    [InlineData("""{"schedule":"* * * * *"}"""), InlineData("{}"), InlineData("""{"dueTime":"1s","ttl":"10s"}""")]
    public async Task F49_A_job_that_makes_no_sense_is_refused(string body)
    {
        await using var rig = await StartAsync();

        var answer = await rig.Sidecar().TellAsync(Job, body);

        Assert.InRange((int)answer.StatusCode, 400, 599);
    }

    [Fact]
    public async Task F49_A_name_is_taken_unless_it_shall_be_overwritten()
    {
        await using var rig = await StartAsync();
        await rig.Sidecar().TellAsync(Job, """{"schedule":"@every 1h"}""").IsAsync(204);

        await rig.Sidecar().TellAsync(Job, """{"schedule":"@every 2h"}""").IsAsync(409);
        await rig.Sidecar().TellAsync(Job, """{"schedule":"@every 2h","overwrite":true}""").IsAsync(204);

        await rig.Sidecar().SendAsync(HttpMethod.Delete, Job).IsAsync(204);
    }

    [Theory]
    [InlineData(500, 4), InlineData(404, 1)]
    public async Task F50_A_failed_delivery_is_tried_three_more_times_a_missing_route_is_not(int status, int times)
    {
        await using var rig = await StartAsync();
        rig.App().On(Delivered, _ => new(status));
        await rig.Sidecar().TellAsync(Job, """{"dueTime":"1s"}""").IsAsync(204);

        await rig.ReceivedAsync(Delivered, times);
        await GoneAsync(rig);

        Assert.Equal(times, rig.App().At(Delivered).Count);
    }

    private async Task<Rig> StartAsync()
    {
        var rig = await Rig.StartAsync();
        rig.App().On(Delivered, _ => new(200));
        return rig;
    }

    private Task GoneAsync(Rig rig) =>
        rig.UntilAsync(async () => (int)(await rig.Sidecar().AskAsync(Job)).StatusCode is 500, "the job is gone");
}
