namespace Platform.Conformance.Tests;

/// <summary>Reminders and timers: reference F, 53 and 54.</summary>
public sealed class ActorScheduleTests(Servers servers) : IClassFixture<Servers>
{
    private readonly string id = Guid.NewGuid().ToString("N");

    private string Actor => $"/v1.0/actors/Plain/{id}";

    private string Reminder => $"/actors/Plain/{id}/method/remind/r";

    private string Timer => $"/actors/Plain/{id}/method/timer/t";

    [Fact]
    public async Task F53_A_reminder_comes_again_and_again_until_it_is_deleted()
    {
        await using var rig = await ActiveAsync(Setup.Standard);
        await rig.Sidecar().TellAsync($"{Actor}/reminders/r", """{"dueTime":"1s","period":"1s","data":"x"}""").IsAsync(204);

        var call = await rig.ReceivedAsync(Reminder, 2);
        Assert.Equal(("PUT", "x"), (call.Method, call.Json.GetProperty("data").GetString()));
        var read = await (await rig.Sidecar().AskAsync($"{Actor}/reminders/r").IsAsync(200)).JsonAsync();
        Assert.Equal((id, "Plain"), (read.GetProperty("actorID").GetString(), read.GetProperty("actorType").GetString()));

        await rig.Sidecar().SendAsync(HttpMethod.Delete, $"{Actor}/reminders/r").IsAsync(204);
        await rig.Sidecar().AskAsync($"{Actor}/reminders/r").IsRefusedAsync(404, "ERR_ACTOR_REMINDER_NOT_FOUND");
        await CallAsync(rig);
        var before = rig.App().At(Reminder).Count;
        await rig.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(before, rig.App().At(Reminder).Count);
    }

    [Theory]
    [InlineData("redis"), InlineData("postgresql")]
    public async Task F53_A_reminder_survives_the_sidecar(string store)
    {
        await using var rig = await ActiveAsync(Setup.On("state", await servers.BackendAsync(store)));
        await rig.Sidecar().TellAsync($"{Actor}/reminders/r", """{"dueTime":"30s","data":"x"}""").IsAsync(204);

        await rig.RestartAsync();

        Assert.Equal("x", (await rig.ReceivedAsync(Reminder)).Json.GetProperty("data").GetString());
    }

    [Fact]
    public async Task F54_A_timer_calls_back_until_it_is_told_to_stop()
    {
        await using var rig = await ActiveAsync(Setup.Standard);
        rig.App().On(Timer, _ => new(200)
        {
            Headers = new Dictionary<string, string> { ["X-DaprReminderCancel"] = rig.App().At(Timer).Count >= 2 ? "true" : "false" },
        });
        await rig.Sidecar().TellAsync(
            $"{Actor}/timers/t", """{"dueTime":"1s","period":"1s","callback":"Tick","data":"x"}""").IsAsync(204);

        var call = await rig.ReceivedAsync(Timer, 2);
        await rig.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(("Tick", "x"), (call.Json.GetProperty("callback").GetString(), call.Json.GetProperty("data").GetString()));
        Assert.Equal(2, rig.App().At(Timer).Count);
    }

    [Fact]
    public async Task F54_A_timer_is_lost_with_the_sidecar()
    {
        await using var rig = await ActiveAsync(Setup.Fresh);
        await rig.Sidecar().TellAsync($"{Actor}/timers/t", """{"dueTime":"30s","callback":"Tick"}""").IsAsync(204);

        await rig.RestartAsync();
        await CallAsync(rig);
        await rig.PassAsync(TimeSpan.FromSeconds(40));

        Assert.Empty(rig.App().At(Timer));
    }

    private async Task<Rig> ActiveAsync(Setup setup)
    {
        var rig = await Rig.StartAsync(setup);
        rig.App().On(Reminder, _ => new(200));
        rig.App().On(Timer, _ => new(200));
        rig.App().On($"/actors/Plain/{id}/method/m", _ => new(200));
        await CallAsync(rig);
        return rig;
    }

    private Task<HttpResponseMessage> CallAsync(Rig rig) => rig.Sidecar().TellAsync($"{Actor}/method/m", "").IsAsync(200);
}
