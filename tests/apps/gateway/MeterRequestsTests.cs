using System.Text.Json;
using Platform.Contracts;
using Platform.Local;

namespace Platform.Gateway.Tests;

public sealed class MeterRequestsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly ManualTime time = new();
    private Service<GatewayOptions> service = null!;

    public async ValueTask InitializeAsync() => service = await Service<GatewayOptions>.StartAsync(new("gateway") { Time = time }, None);

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Requests_are_announced_by_tenant_each_once()
    {
        await CallAsync("alpha", 3);
        await CallAsync("beta", 2);
        await AnnouncedAsync(2);
        await CallAsync("alpha", 4);
        await AnnouncedAsync(3);

        var announced = Announced();

        Assert.Equal((7, 2), (Sum(announced, "alpha"), Sum(announced, "beta")));
        Assert.Equal(3, announced.Select(each => each.Record.Id).Distinct().Count());
        Assert.All(announced, each => Assert.Equal(UsageMeter.Requests, each.Record.Meter));
    }

    [Fact]
    public async Task What_the_broker_did_not_take_is_announced_once_it_is_back()
    {
        var port = service.Host.HttpEndpoint("gateway").Port;
        await service.StopSidecarAsync();
        await CallAsync("alpha", 3);
        time.Advance(TimeSpan.FromSeconds(5));
        await CallAsync("alpha", 2);
        await service.StartSidecarAsync(port, None);

        await AnnouncedAsync(2);

        Assert.Equal(5, Sum(Announced(), "alpha"));
        // What was tried before kept its id: the broker may have taken it, and only its answer was lost.
        Assert.Equal(["1", "2"], Announced().Select(each => each.Record.Id.Split('-')[^1]).Order());
    }

    [Fact]
    public async Task Whoever_is_not_let_in_is_not_counted()
    {
        using var anyone = service.Client(role: null);
        await anyone.GetAsync("/api/v1/alerts", None);
        await CallAsync("alpha", 1);

        await AnnouncedAsync(1);

        Assert.Equal(["alpha"], Announced().Select(each => each.Tenant));
    }

    private async Task CallAsync(string tenant, int times)
    {
        using var client = service.Client(tenant: tenant);
        for (var i = 0; i < times; i++) await client.GetAsync("/api/v1/alerts", None);
    }

    private Task AnnouncedAsync(int records) => Eventually.HoldsAsync(
        () => Announced().Count >= records, "requests are announced", meanwhile: () => time.Advance(TimeSpan.FromSeconds(5)));

    private static long Sum(IEnumerable<(string Tenant, UsageRecord Record)> announced, string tenant) =>
        announced.Where(each => each.Tenant == tenant).Sum(each => each.Record.Quantity);

    private List<(string Tenant, UsageRecord Record)> Announced() =>
    [
        .. service.Host.Published(Topics.Usage).Select(message => JsonDocument.Parse(message.Data).RootElement).Select(envelope => (
            envelope.GetProperty("tenantid").GetString()!, envelope.GetProperty("data").Deserialize(ContractsJson.Default.UsageRecord)!)),
    ];
}
