using System.ComponentModel.DataAnnotations;
using Platform.Local;

namespace Platform.Gateway.Tests;

/// <summary>The whole gateway beside a second replica, of which there is only what counts and shares.</summary>
public sealed class GatewaySharesLimitsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly ManualTime time = new();
    private StubService stub = null!;
    private Service<GatewayOptions> service = null!;

    public async ValueTask InitializeAsync()
    {
        stub = await StubService.StartAsync();
        service = await Service<GatewayOptions>.StartAsync(
            new("gateway")
            {
                Time = time,
                Components = [Replica.StateStore],
                Settings = new() { ["Gateway:TenantBurst"] = "20" },
                OtherApps = new() { ["alerts"] = stub.Port },
            },
            None);
        await Eventually.HoldsAsync(() => service.Host.IsUp("alerts"));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await stub.DisposeAsync();
    }

    [Fact]
    public async Task A_second_replica_leaves_half_of_each_limit_and_dead_all_of_it()
    {
        Assert.Equal("20 19", await LimitAsync("alone"));

        using var second = new Replica(service.Host.HttpEndpoint("gateway"), time, new());
        await RoundsUntilAsync("20 9", second.ShareAsync);
        await RoundsUntilAsync("20 19", () => Task.CompletedTask);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_period_out_of_range_is_refused_at_start(int seconds)
    {
        var options = new GatewayOptions { ShareSeconds = seconds };

        Assert.Throws<ValidationException>(() => Validator.ValidateObject(options, new(options), validateAllProperties: true));
    }

    // A bucket is new for each tenant, and of the size that a share has by then.
    private async Task RoundsUntilAsync(string expected, Func<Task> second)
    {
        var round = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                await second();
                time.Advance(TimeSpan.FromSeconds(1));
                return await LimitAsync($"{expected.Replace(' ', '-')}-{round++}") == expected;
            },
            expected);
    }

    private async Task<string> LimitAsync(string tenant)
    {
        using var client = service.Client(tenant: tenant);
        using var answer = await client.GetAsync("/api/v1/alerts", None);
        return $"{answer.Headers.GetValues("RateLimit-Limit").Single()} {answer.Headers.GetValues("RateLimit-Remaining").Single()}";
    }
}
