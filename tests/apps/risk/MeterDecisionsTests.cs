using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Metering;
using Platform.Risk.Metering;

namespace Platform.Risk.Tests;

public sealed class MeterDecisionsTests : IAsyncLifetime
{
    private static readonly TenantId demo = new("demo");
    private RiskHost host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Every_decision_is_in_one_usage_record_named_after_its_place_in_the_log()
    {
        await ScoreAsync("tx-1", "tx-2", "tx-3", "tx-1");
        await MeterAsync();
        await ScoreAsync("tx-4");
        await MeterAsync();
        await MeterAsync();

        Assert.Equal([("risk:1-3", 3), ("risk:4-4", 1)], Usage().Select(record => (record.Id, record.Quantity)));
        Assert.All(Usage(), record => Assert.Equal((UsageMeter.Scores, 0), (record.Meter, record.Time.Minute)));
    }

    [Fact]
    public async Task Each_decision_of_a_batch_is_metered_once()
    {
        var batch = new ScoringCall([Traffic.One("tx-1"), Traffic.One("tx-2"), Traffic.One("tx-1")]);
        using var answer = await host.Client().PostAsJsonAsync("/risk/score", batch, ContractsJson.Default.ScoringCall, Token);
        answer.EnsureSuccessStatusCode();
        await MeterAsync();

        Assert.Equal(2, Usage().DistinctBy(record => record.Id).Sum(record => record.Quantity));
    }

    [Fact]
    public async Task Usage_stored_before_a_crash_is_published_after_it_under_the_same_id()
    {
        await ScoreAsync("tx-1", "tx-2");
        Assert.NotNull(await host.Services.GetRequiredService<MeterStore>().StoreAsync(demo, Token));
        await host.CrashAsync();
        Assert.Empty(Usage());

        await host.StartAppAsync();
        await Eventually.HoldsAsync(() => Usage().Count > 0);
        await MeterAsync();

        Assert.Equal(["risk:1-2"], Usage().Select(record => record.Id).Distinct());
    }

    [Fact]
    public async Task Processes_that_meter_the_same_log_at_once_cut_it_once()
    {
        var scoring = ScoreAsync([.. Enumerable.Range(0, 60).Select(i => $"tx-{i}")]);
        while (!scoring.IsCompleted) await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MeterAsync()));
        await scoring;
        await MeterAsync();

        Assert.Equal(60, Usage().DistinctBy(record => record.Id).Sum(record => record.Quantity));
    }

    [Fact]
    public async Task Decisions_are_metered_by_themselves_also_those_before_a_crash()
    {
        await ScoreAsync("tx-1");
        await host.CrashAsync();
        await host.StartAppAsync();
        await Eventually.HoldsAsync(() => Usage().Sum(record => record.Quantity) == 1);

        await ScoreAsync("tx-2");
        await Eventually.HoldsAsync(() => Usage().Sum(record => record.Quantity) == 2);
    }

    [Fact]
    public async Task Another_tenants_log_is_not_metered()
    {
        await ScoreAsync("tx-1");

        Assert.Null(await host.Services.GetRequiredService<MeterStore>().StoreAsync(new("rival"), Token));
    }

    private Task MeterAsync() => host.Services.GetRequiredService<MeterUsage>().MeterAsync(demo, Token);

    private async Task ScoreAsync(params string[] ids)
    {
        using var client = host.Client();
        foreach (var id in ids)
        {
            using var response = await client.PostAsJsonAsync(
                "/risk/score", Traffic.One(id), ContractsJson.Default.Transaction, Token);
            response.EnsureSuccessStatusCode();
        }
    }

    private List<UsageRecord> Usage() =>
    [
        .. host.Sidecar.Published(Topics.Usage).Select(message => JsonDocument.Parse(message.Data).RootElement.GetProperty("data"))
            .Select(data => data.Deserialize(ContractsJson.Default.UsageRecord)!),
    ];
}
