namespace Platform.System.Tests;

/// <summary>An app that dies during load loses nothing and repeats nothing, on both profiles.</summary>
public abstract class KilledAppTests(PlatformFixture fixture)
{
    [Fact]
    public async Task Apps_killed_in_turn_during_load_lose_nothing_and_decide_nothing_twice()
    {
        const string Tenant = "killed-apps";
        var platform = fixture.Platform;
        using var load = new SteadyLoad(platform.Gateway(Tenant), eventsPerSecond: 300);

        foreach (var app in new[] { "ingest", "risk", "alerts" })
        {
            await load.UntilTakenAsync(300);
            await platform.KillAsync(app);
        }

        await load.UntilTakenAsync(300);
        var taken = await load.EndAsync();
        using var decisions = new DecisionLog(platform.Gateway(Tenant));
        await decisions.HasExactlyAsync(taken);
        await using var alerts = new AlertBook(platform.Run.PostgresUri, Tenant);
        await alerts.CountsEachOnceAsync();
    }
}

[Collection(OnLocal.Name)]
public sealed class KilledAppOnLocalTests(LocalPlatform fixture) : KilledAppTests(fixture);

[Collection(OnRedis.Name)]
public sealed class KilledAppOnRedisTests(RedisPlatform fixture) : KilledAppTests(fixture);
