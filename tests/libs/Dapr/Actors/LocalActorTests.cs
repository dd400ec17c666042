using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Local;
using Platform.Local.Postgres;

namespace Platform.Dapr.Tests;

/// <summary>Actors through the one-machine host: client, host and app as they run.</summary>
public sealed class LocalActorTests
{
    private readonly Journal journal = new();
    private readonly ManualTime time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_to_one_actor_take_turns_and_each_is_saved()
    {
        await using var rig = await StartAsync();
        var traveller = Traveller(rig, "t");

        var steps = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => traveller.StepAsync()));

        Assert.Equal(Enumerable.Range(1, 50), steps.Order());
        Assert.Equal("50", Encoding.UTF8.GetString(rig.Host!.Stored("statestore")["app||Traveller||t||steps"].Span));
        Assert.Equal(["t came"], journal.Lines);
    }

    [Fact]
    public async Task A_call_may_come_back_when_reentrancy_is_on()
    {
        await using var rig = await StartAsync();

        Assert.Equal("a b a 1 2", await Traveller(rig, "a").TourAsync(["b", "a"]));

        Assert.Equal("2", Encoding.UTF8.GetString(rig.Host!.Stored("statestore")["app||Traveller||a||visits"].Span));
    }

    [Fact]
    public async Task A_chain_that_comes_back_too_often_fails_with_the_reason()
    {
        await using var rig = await StartAsync(o => o.ReentrancyConfig = new() { Enabled = true, MaxStackDepth = 2 });

        var failed = await Assert.ThrowsAsync<ActorMethodInvocationException>(() => Traveller(rig, "a").TourAsync(["a", "a"]));

        Assert.Contains("stack depth", failed.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_method_throws_reaches_the_caller_through_the_host()
    {
        await using var rig = await StartAsync();

        var failed = await Assert.ThrowsAsync<ActorMethodInvocationException>(() => Traveller(rig, "t").WaitAsync("nowhere"));

        Assert.Equal("Actor Traveller/t has no state 'nowhere'.", failed.Reason);
        Assert.Equal(typeof(KeyNotFoundException).FullName, failed.ExceptionType);
    }

    [Fact]
    public async Task An_unknown_method_says_so()
    {
        await using var rig = await StartAsync();

        var failed = await Assert.ThrowsAsync<ActorMethodInvocationException>(
            () => rig.Proxies.Create(new("t"), "Traveller").InvokeMethodAsync("FlyAsync", Ct));

        Assert.Contains("actor method not found", failed.Reason);
    }

    [Fact]
    public async Task An_idle_actor_is_let_go_and_keeps_its_state()
    {
        await using var rig = await StartAsync(o => o.ActorIdleTimeout = TimeSpan.FromSeconds(20));
        await Traveller(rig, "t").StepAsync();

        time.Advance(TimeSpan.FromSeconds(20));
        await Eventually.HoldsAsync(() => journal.Lines.Contains("t went"));

        Assert.Equal(2, await Traveller(rig, "t").StepAsync());
        Assert.Equal(["t came", "t went", "t came"], journal.Lines);
    }

    [Fact]
    public async Task State_outlives_a_restart_of_the_host()
    {
        var server = await EmbeddedPostgres.SharedForTestsAsync();
        var store = ActorStores.InPostgres(await server.NewDatabaseAsync(Ct));
        await using var rig = await StartAsync(store: store);
        await Traveller(rig, "t").StepAsync();

        await rig.StopHostAsync();
        await rig.StartHostAsync();

        Assert.Equal(2, await Traveller(rig, "t").StepAsync());
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
