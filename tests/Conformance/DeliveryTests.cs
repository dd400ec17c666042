namespace Platform.Conformance.Tests;

/// <summary>What the app's answer to an event does: reference F, 21 to 23, on every broker.</summary>
public sealed class DeliveryTests(Servers servers) : IClassFixture<Servers>
{
    private const string Failing = "/v1.0/publish/pubsub/failing";
    private const string Retried = "/v1.0/publish/patient/retried";

    public static TheoryData<string> Brokers => ["in-memory", "redis"];

    public static TheoryData<string, int, string> Drops => new()
    {
        { "in-memory", 200, """{"status":"DROP"}""" }, { "in-memory", 404, "" },
        { "redis", 200, """{"status":"DROP"}""" }, { "redis", 404, "" },
    };

    public static TheoryData<string, int, string> Failures => new()
    {
        { "in-memory", 200, """{"status":"RETRY"}""" }, { "in-memory", 500, "" },
        { "redis", 200, """{"status":"RETRY"}""" }, { "redis", 500, "" },
    };

    [Theory, MemberData(nameof(Brokers))]
    public async Task F21_An_empty_answer_ends_the_delivery(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync(Failing, "{}").IsAsync(204);
        await rig.ReceivedAsync("/on/failing");
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Single(rig.App().At("/on/failing"));
        Assert.Empty(rig.App().At("/on/failing-dead"));
    }

    [Theory, MemberData(nameof(Drops))]
    public async Task F21_A_dropped_event_goes_to_the_dead_letters_at_once(string broker, int status, string body)
    {
        await using var rig = await StartAsync(broker);
        rig.App().On("/on/retried", _ => new(status, body));

        await rig.Sidecar().TellAsync($"{Retried}?metadata.cloudevent.id=e", "{}").IsAsync(204);
        var dead = await rig.ReceivedAsync("/on/retried-dead");
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Single(rig.App().At("/on/retried"));
        Assert.Equal("e", dead.Json.GetProperty("id").GetString());
    }

    [Theory, MemberData(nameof(Failures))]
    public async Task F22_With_three_retries_an_event_is_delivered_four_times(string broker, int status, string body)
    {
        await using var rig = await StartAsync(broker);
        rig.App().On("/on/retried", _ => new(status, body));

        await rig.Sidecar().TellAsync($"{Retried}?metadata.cloudevent.id=e", "{}").IsAsync(204);
        var dead = await rig.ReceivedAsync("/on/retried-dead");
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(4, rig.App().At("/on/retried").Count);
        Assert.Equal("e", dead.Json.GetProperty("id").GetString());
        Assert.Single(rig.App().At("/on/retried-dead"));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F22_A_retry_that_succeeds_ends_the_delivery(string broker)
    {
        await using var rig = await StartAsync(broker);
        var left = 2;
        rig.App().On("/on/retried", _ => new(Interlocked.Decrement(ref left) >= 0 ? 503 : 200));

        await rig.Sidecar().TellAsync(Retried, "{}").IsAsync(204);
        await rig.ReceivedAsync("/on/retried", 3);
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(3, rig.App().At("/on/retried").Count);
        Assert.Empty(rig.App().At("/on/retried-dead"));
    }

    [Theory, MemberData(nameof(Failures))]
    public async Task F23_Without_a_policy_the_first_failure_is_the_last(string broker, int status, string body)
    {
        await using var rig = await StartAsync(broker);
        rig.App().On("/on/failing", _ => new(status, body));

        await rig.Sidecar().TellAsync(Failing, "{}").IsAsync(204);
        await rig.ReceivedAsync("/on/failing-dead");
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Single(rig.App().At("/on/failing"));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F23_A_failing_event_does_not_hold_up_the_next(string broker)
    {
        await using var rig = await StartAsync(broker);
        rig.App().On("/on/failing", call => new(call.Json.GetProperty("id").GetString() is "poison" ? 500 : 200));

        await rig.Sidecar().TellAsync($"{Failing}?metadata.cloudevent.id=poison", "{}").IsAsync(204);
        await rig.Sidecar().TellAsync($"{Failing}?metadata.cloudevent.id=good", "{}").IsAsync(204);
        await rig.ReceivedAsync("/on/failing", 2);

        Assert.Equal(
            ["good", "poison"],
            rig.App().At("/on/failing").Select(call => call.Json.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
    }

    private async Task<Rig> StartAsync(string broker) => await Rig.StartAsync(Setup.On("pubsub", await servers.BackendAsync(broker)));
}
