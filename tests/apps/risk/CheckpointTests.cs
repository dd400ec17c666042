
namespace Platform.Risk.Tests;

public sealed class CheckpointTests : IAsyncLifetime
{
    private RiskHost host = null!;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync(
        new() { ["Risk:CheckpointStepMs"] = "20", ["Risk:CheckpointSeconds"] = "3600", ["Risk:CheckpointEvents"] = "20" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Many_events_begin_a_checkpoint_long_before_its_time()
    {
        foreach (var transaction in Traffic.Many(25)) await host.ScoreAsync(transaction);

        await Eventually.HoldsAsync(() => host.Sidecar.Stored("statestore").ContainsKey("risk||demo|checkpoint"));
    }

    [Fact]
    public async Task Few_events_wait_for_the_time_of_the_checkpoint()
    {
        foreach (var transaction in Traffic.Many(15)) await host.ScoreAsync(transaction);
        await host.CrashAsync();

        Assert.False(host.Sidecar.Stored("statestore").ContainsKey("risk||demo|checkpoint"));
    }
}
