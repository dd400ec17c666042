using Microsoft.Extensions.DependencyInjection;
using Platform.Local;
using Platform.Local.Postgres;

namespace Platform.Dapr.Tests;

/// <summary>Timers and reminders through the one-machine host, on a clock that the test moves.</summary>
public sealed class LocalScheduleTests
{
    private readonly Journal journal = new();
    private readonly ManualTime time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timer_fires_until_its_own_call_ends_it()
    {
        await using var rig = await StartAsync();
        await Traveller(rig, "t").WindUpAsync(10);

        await Eventually.HoldsAsync(() => journal.Lines.Contains("t ring 3"), meanwhile: () => time.Advance(TimeSpan.FromSeconds(10)));
        await Traveller(rig, "t").StepAsync();
        time.Advance(TimeSpan.FromSeconds(60));
        await Traveller(rig, "t").StepAsync();

        Assert.Equal(["t came", "t ring 1", "t ring 2", "t ring 3"], journal.Lines);
    }

    [Fact]
    public async Task A_reminder_comes_although_the_host_was_restarted()
    {
        var server = await EmbeddedPostgres.SharedForTestsAsync();
        var store = ActorStores.InPostgres(await server.NewDatabaseAsync(Ct));
        await using var rig = await StartAsync(store: store);
        await Traveller(rig, "t").RemindAsync(60);
        await Traveller(rig, "t").WindUpAsync(60);

        await rig.StopHostAsync();
        await rig.StartHostAsync();
        await Eventually.HoldsAsync(() => journal.Lines.Contains("t wake up"), meanwhile: () => time.Advance(TimeSpan.FromSeconds(30)));

        Assert.DoesNotContain("t ring 1", journal.Lines);
        Assert.Equal(["t came", "t went", "t came", "t wake up"], journal.Lines);
    }

    private static ITraveller Traveller(ActorRig rig, string id) => rig.Proxies.CreateActorProxy<ITraveller>(new(id), "Traveller");

    private Task<ActorRig> StartAsync(Action<ActorRuntimeOptions>? settings = null, string? store = null) => ActorRig.StartAsync(
        o =>
        {
            o.Actors.RegisterActor<Traveller>();
            o.ReentrancyConfig = new() { Enabled = true };
            settings?.Invoke(o);
        },
        services => services.AddSingleton(journal), store, time);
}
