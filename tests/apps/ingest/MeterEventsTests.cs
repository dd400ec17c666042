using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Ingest.Metering;
using Platform.Metering;

namespace Platform.Ingest.Tests;

public sealed class MeterEventsTests(IngestFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Every_accepted_event_is_metered_once_and_duplicates_are_not()
    {
        await Send(Events.Lines(Events.Valid("tx-1"), Events.Valid("tx-2"), Events.Valid("tx-2")));
        await Send(Events.Lines(Events.Valid("tx-1"), Events.Valid("tx-3")));
        await MeterAsync();
        await MeterAsync();

        Assert.Equal(3, Metered());
        Assert.All(Usage(), record => Assert.Equal((UsageMeter.Events, 0), (record.Meter, record.Time.Minute)));
    }

    [Fact]
    public async Task Accepted_events_are_metered_by_themselves()
    {
        await Send(Events.Valid("tx-1"));

        await Eventually.HoldsAsync(() => Metered() == 1);
    }

    [Fact]
    public async Task Metering_while_events_come_in_counts_each_once()
    {
        var sending = Task.WhenAll(Enumerable.Range(0, 40).Select(i => Send(Events.Valid($"tx-{i}"))));
        while (!sending.IsCompleted) await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MeterAsync()));
        await sending;
        await MeterAsync();

        await Eventually.HoldsAsync(() => Metered() == 40);
        Assert.Equal(Usage().Count, Usage().DistinctBy(record => record.Id).Count());
    }

    [Fact]
    public async Task Another_tenants_events_are_not_metered()
    {
        await Send(Events.Valid("tx-1"));

        Assert.Null(await fixture.Service.Services.GetRequiredService<AcceptedCounts>().StoreAsync(new(fixture.NewTenant()), None));
    }

    private Task MeterAsync() => fixture.Service.Services.GetRequiredService<MeterUsage>().MeterAsync(new(tenant), None);

    private async Task Send(string body)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
        using var response = await client.PostAsync("/transactions", content, None);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private long Metered() => Usage().DistinctBy(record => record.Id).Sum(record => record.Quantity);

    private List<UsageRecord> Usage() => fixture.Service.Announced(Topics.Usage, tenant, ContractsJson.Default.UsageRecord);
}
