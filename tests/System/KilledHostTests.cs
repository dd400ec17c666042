using Platform.Local.Launcher;

namespace Platform.System.Tests;

/// <summary>The host as a process: killed, interrupted, started again.</summary>
public sealed class KilledHostTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("platform-system-").FullName;
    private readonly int port = FreePort.Take();

    [Fact]
    public async Task A_host_killed_during_load_on_redis_decides_every_accepted_event_once_after_its_restart()
    {
        const string Tenant = "killed-host";
        Assert.SkipUnless(Redis.IsInstalled, "redis-server is not installed (apt-get install redis-server).");
        await using var first = UpProcess.Start("redis", folder, port);
        await first.WaitReadyAsync();
        using var load = new SteadyLoad(first.Gateway(Tenant), eventsPerSecond: 300);
        await load.UntilTakenAsync(900);

        await first.KillAsync();
        await first.LeavesNothingBehindAsync();
        await using var second = UpProcess.Start("redis", folder, port);
        await second.WaitReadyAsync();

        await load.UntilTakenAsync(300);
        var taken = await load.EndAsync();
        using var decisions = new DecisionLog(second.Gateway(Tenant));
        await decisions.HasExactlyAsync(taken);
        Assert.Equal(0, await second.InterruptAsync());
    }

    [Fact]
    public async Task An_interrupted_host_leaves_no_orphan()
    {
        await using var up = UpProcess.Start("local", folder, port);
        await up.WaitReadyAsync();

        Assert.Equal(0, await up.InterruptAsync());

        await up.LeavesNothingBehindAsync();
        Assert.DoesNotContain("   at ", up.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
