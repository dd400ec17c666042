using System.Text.Json.Nodes;

namespace Platform.Dapr.Tests;

public sealed class ActorScheduleTests
{
    [Theory]
    [InlineData("timer OnBellAsync", "POST /timers/t",
        """{"callback":"OnBellAsync","dueTime":"0h0m0s0ms","period":"0h1m0s0ms","ttl":"0h2m0s0ms","data":"YWJj"}""")]
    [InlineData("untimer", "DELETE /timers/t", "")]
    [InlineData("reminder", "POST /reminders/r", """{"dueTime":"0h2m0s0ms","period":"0h1m0s0ms","ttl":"1h0m0s0ms","data":"YWJj"}""")]
    [InlineData("reminder-times 3", "POST /reminders/r", """{"dueTime":"0h0m0s0ms","period":"R3/PT48H0M0S"}""")]
    [InlineData("unreminder", "DELETE /reminders/r", "")]
    public async Task A_schedule_is_told_to_the_sidecar(string what, string call, string body)
    {
        await using var diaries = await ActorLifeTests.StartAsync();

        Assert.Equal(200, (await diaries.App.CallAsync("Diary/d", "ScheduleAsync", $"\"{what}\"")).Status);

        var sent = Assert.Single(diaries.App.Sidecar.Sent);
        Assert.Equal((call, body), ($"{sent.Method} {sent.Path.Replace("/v1.0/actors/Diary/d", "")}", sent.Body));
    }

    [Fact]
    public async Task A_timer_that_fires_once_has_no_period_and_a_name_of_its_own()
    {
        await using var diaries = await ActorLifeTests.StartAsync();

        await diaries.App.CallAsync("Diary/d", "ScheduleAsync", "\"timer-once\"");

        var sent = Assert.Single(diaries.App.Sidecar.Sent);
        Assert.Equal("""{"callback":"OnBellAsync","dueTime":"0h1m0s0ms"}""", sent.Body);
        Assert.Equal(32, sent.Path.Split('/')[^1].Length);
    }

    [Theory]
    [InlineData("timer Nowhere", "no method Nowhere")]
    [InlineData("timer LookUp", "no method LookUp")]
    [InlineData("late", "dueTime")]
    [InlineData("reminder-times 0", "repetitions")]
    public async Task A_schedule_that_cannot_be_is_refused_before_it_is_sent(string what, string message)
    {
        await using var diaries = await ActorLifeTests.StartAsync();

        var failed = await diaries.App.CallAsync("Diary/d", "ScheduleAsync", $"\"{what}\"");

        Assert.Equal(500, failed.Status);
        Assert.Contains(message, (string?)JsonNode.Parse(failed.Body)!["message"]);
        Assert.Empty(diaries.App.Sidecar.Sent);
    }

    [Theory]
    [InlineData("""{"data":"YWJj","dueTime":"","period":""}""", "abc 00:00:00 00:00:00")]
    [InlineData("""{"data":"YWJj","dueTime":"0h0m5s0ms","period":"1h2m3s4ms"}""", "abc 00:00:05 01:02:03.0040000")]
    [InlineData("""{"data":{"x":1},"dueTime":"PT5S","period":"R3/PT1M"}""", """{"x":1} 00:00:05 00:01:00""")]
    [InlineData("""{"data":"no base64!"}""", "\"no base64!\" 00:00:00 00:00:00")]
    [InlineData("", " 00:00:00 00:00:00")]
    public async Task A_reminder_brings_what_was_registered(string body, string told)
    {
        await using var diaries = await ActorLifeTests.StartAsync();

        Assert.Equal(200, (await diaries.App.CallAsync("Diary/d", "remind/r", body)).Status);

        Assert.Contains($"reminded r {told}", diaries.Log.Lines);
        Assert.Contains("reminded", diaries.App.Sidecar.Transactions.Single());
    }

    [Fact]
    public async Task A_reminder_that_fails_is_500_so_that_it_comes_again_and_saves_nothing()
    {
        await using var diaries = await ActorLifeTests.StartAsync();

        var failed = await diaries.App.CallAsync("Diary/d", "remind/bad", "{}");

        Assert.Equal(500, failed.Status);
        Assert.DoesNotContain("X-DaprErrorResponseHeader", failed.Headers.Keys);
        Assert.Empty(diaries.App.Sidecar.Transactions);
    }

    [Theory]
    [InlineData("remind/last", "{}", true)]
    [InlineData("remind/again", "{}", false)]
    [InlineData("remind/other", "{}", false)]
    [InlineData("timer/t", """{"callback":"OnLastBellAsync"}""", true)]
    [InlineData("timer/other", """{"callback":"OnLastBellAsync"}""", false)]
    [InlineData("timer/t", """{"callback":"OnBellAsync"}""", false)]
    public async Task A_schedule_that_ends_itself_cancels_the_next_firing(string method, string body, bool cancels)
    {
        await using var diaries = await ActorLifeTests.StartAsync();

        var told = await diaries.App.CallAsync("Diary/d", method, body);

        Assert.Equal(200, told.Status);
        Assert.Equal(cancels, told.Headers.ContainsKey("X-DaprReminderCancel"));
    }

    [Fact]
    public async Task A_timer_whose_method_is_gone_is_404_and_cancelled()
    {
        await using var diaries = await ActorLifeTests.StartAsync();

        var told = await diaries.App.CallAsync("Diary/d", "timer/t", """{"callback":"OldName"}""");

        Assert.Equal((404, "true"), (told.Status, told.Headers["X-DaprReminderCancel"]));
    }

    [Theory]
    [InlineData(404, """{"errorCode":"ERR_ACTOR_REMINDER_NOT_FOUND"}""", "none")]
    [InlineData(200, "null", "none")]
    [InlineData(200, """{"actorID":"d","data":"YWJj","dueTime":"2026-01-01T00:00:30Z","period":"@every 1m0s"}""", "r 3 00:00:30 00:01:00")]
    [InlineData(200, """{"actorID":"d","dueTime":"1h"}""", "r 0 01:00:00 -00:00:00.0010000")]
    public async Task A_reminder_is_read_as_the_sidecar_keeps_it(int status, string body, string told)
    {
        await using var diaries = await ActorLifeTests.StartAsync();
        diaries.App.Sidecar.Instead = _ => FakeActorSidecar.Answer(status, body);

        var answer = await diaries.App.CallAsync("Diary/d", "LookUpAsync", "\"r\"");

        Assert.Equal(told, (string?)JsonNode.Parse(answer.Body));
    }
}
