using Platform.Local;

namespace Platform.Gateway.Tests;

/// <summary>Two replicas on one state store. A tenant may send 100 requests a second, and 200 at once.</summary>
public sealed class SharedLimitTests : IAsyncLifetime
{
    private const int PerSecond = 100;
    private const int Burst = 200;
    private const int Steps = 10;
    private readonly ManualTime time = new();
    private readonly List<Replica> replicas = [];
    private LocalHost sidecar = null!;
    private Replica first = null!;
    private Replica second = null!;

    public async ValueTask InitializeAsync()
    {
        sidecar = await Replica.StartSidecarAsync();
        (first, second) = (NewReplica(), NewReplica());
        await ShareAsync();
        await ShareAsync();
    }

    public ValueTask DisposeAsync()
    {
        replicas.ForEach(replica => replica.Dispose());
        return sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Together_they_let_one_limit_through()
    {
        var granted = await AskForAsync(20, _ => (300, 300));

        Assert.InRange(granted, 20 * PerSecond, Burst + 1.1 * 20 * PerSecond);
    }

    [Fact]
    public async Task Replicas_that_become_busy_at_once_do_not_each_find_the_other_idle()
    {
        Assert.InRange(await AskForAsync(3, _ => (900, 900)), 0, Burst + 3 * PerSecond);
    }

    [Theory]
    [InlineData(900, 100)]
    [InlineData(100, 30)]
    public async Task Unequal_demand_does_not_change_the_sum(int ofFirst, int ofSecond)
    {
        await AskForAsync(5, _ => (ofFirst, ofSecond));

        Assert.InRange(await AskForAsync(10, _ => (ofFirst, ofSecond)), 0.95 * 10 * PerSecond, 1.1 * 10 * PerSecond);
    }

    [Fact]
    public async Task Who_asks_one_replica_only_has_the_whole_limit_there_within_two_periods()
    {
        await AskForAsync(3, _ => (300, 0));

        Assert.InRange(await AskForAsync(5, _ => (300, 0)), 5 * PerSecond - 1, 5 * PerSecond + 1);
    }

    [Fact]
    public async Task Who_stays_below_the_limit_is_not_refused_when_his_traffic_sways()
    {
        Assert.Equal(20 * 90, await AskForAsync(20, second => second % 7 < 3 ? (50, 40) : (30, 60)));
    }

    [Fact]
    public async Task Who_moves_to_the_other_replica_is_served_in_part_at_once_and_whole_after_four_periods()
    {
        await AskForAsync(5, _ => (90, 0));

        Assert.InRange(await AskForAsync(4, _ => (0, 90)), 2 * 90, 4 * 90);
        Assert.Equal(5 * 90, await AskForAsync(5, _ => (0, 90)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Going_to_and_fro_between_replicas_gains_little(int every)
    {
        var granted = await AskForAsync(40, second => second / every % 2 is 0 ? (500, 0) : (0, 500));

        Assert.InRange(granted, 0, Burst + 1.1 * 40 * PerSecond);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(1, 3)]
    public async Task Pausing_on_both_gains_little(int seconds, int pause)
    {
        var granted = await AskForAsync(40, second => second % (seconds + pause) < seconds ? (900, 900) : (0, 0));

        Assert.InRange(granted, 0, Burst + 1.1 * 40 * PerSecond);
    }

    [Fact]
    public async Task A_key_has_one_limit_on_both()
    {
        var granted = first.AskWithKey("acme", 100) + second.AskWithKey("acme", 100);

        Assert.Equal(50, granted);
    }

    [Fact]
    public async Task A_replica_that_dies_frees_its_share_within_seconds()
    {
        await AskForAsync(5, _ => (300, 300));

        for (var i = 0; i < 4; i++) await AliveAsync();
        var granted = await AliveAsync();

        Assert.InRange(granted, PerSecond - 1, PerSecond + 1);

        async Task<int> AliveAsync()
        {
            var granted = Second(300, 0);
            await first.ShareAsync();
            return granted;
        }
    }

    [Fact]
    public async Task A_third_replica_takes_its_part_and_no_more()
    {
        var third = NewReplica();
        await third.ShareAsync();
        await ShareAsync();

        Assert.Equal(Burst / 3 * 3, first.Ask("acme", 500) + second.Ask("acme", 500) + third.Ask("acme", 500));
    }

    [Fact]
    public async Task Other_tenants_are_not_touched()
    {
        await AskForAsync(5, _ => (900, 900));

        Assert.Equal((Burst / 2, Burst / 2), (first.Ask("beta", 300), second.Ask("beta", 300)));
    }

    [Fact]
    public async Task Without_the_state_store_each_serves_its_equal_share_and_the_first_round_after_shares_again()
    {
        await AskForAsync(4, _ => (300, 0));
        var port = sidecar.HttpEndpoint("gateway").Port;
        await sidecar.DisposeAsync();

        await AskForAsync(4, _ => (300, 0));
        Assert.InRange(await AskForAsync(4, _ => (300, 0)), 4 * PerSecond / 2 - 1, 4 * PerSecond / 2 + 1);

        sidecar = await Replica.StartSidecarAsync(port);
        await AskForAsync(3, _ => (300, 0));
        Assert.InRange(await AskForAsync(4, _ => (300, 0)), 4 * PerSecond - 1, 4 * PerSecond + 1);
    }

    [Fact]
    public async Task A_replica_alone_has_every_limit_whole()
    {
        await using var own = await Replica.StartSidecarAsync();
        using var alone = new Replica(own.HttpEndpoint("gateway"), time, Settings);
        await alone.ShareAsync();

        Assert.Equal(Burst, alone.Ask("acme", 500));
        time.Advance(TimeSpan.FromSeconds(1));
        await alone.ShareAsync();
        Assert.Equal(PerSecond, alone.Ask("acme", 500));
    }

    private static GatewayOptions Settings => new()
    {
        TenantRequestsPerSecond = PerSecond, TenantBurst = Burst, KeyRequestsPerSecond = 10, KeyBurst = 50,
    };

    private Replica NewReplica()
    {
        replicas.Add(new(sidecar.HttpEndpoint("gateway"), time, Settings));
        return replicas[^1];
    }

    private async Task<int> AskForAsync(int seconds, Func<int, (int First, int Second)> demand)
    {
        var granted = 0;
        for (var i = 0; i < seconds; i++)
        {
            var (ofFirst, ofSecond) = demand(i);
            granted += Second(ofFirst, ofSecond);
            await ShareAsync();
        }

        return granted;
    }

    // What is asked within a second comes evenly.
    private int Second(int ofFirst, int ofSecond)
    {
        var granted = 0;
        for (var step = 0; step < Steps; step++)
        {
            time.Advance(TimeSpan.FromSeconds(1.0 / Steps));
            granted += first.Ask("acme", ofFirst / Steps) + second.Ask("acme", ofSecond / Steps);
        }

        return granted;
    }

    private async Task ShareAsync()
    {
        await first.ShareAsync();
        await second.ShareAsync();
    }
}
