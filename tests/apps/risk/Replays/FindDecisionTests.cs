using System.Net.Http.Json;
using Platform.Contracts;
using Platform.Scoring;

namespace Platform.Risk.Tests.Replays;

public sealed class FindDecisionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Features_of_a_decision_keep_their_names_and_values_when_the_set_changes()
    {
        await using var host = await RiskHost.StartAsync();
        await host.ScoreAsync(Traffic.One("tx-1", amount: 12));
        var before = await FeaturesAsync(host, "tx-1");
        await host.CrashAsync();
        var file = Path.Combine(host.Features, TransactionFeatures.FileName);
        var text = await File.ReadAllTextAsync(file, Ct);
        await File.WriteAllTextAsync(
            file, text.Replace("features:\n", "features:\n  - { name: first, function: log, of: amount }\n", StringComparison.Ordinal), Ct);
        await host.StartAppAsync();
        await host.ScoreAsync(Traffic.One("tx-2"));

        Assert.Equal(before, await FeaturesAsync(host, "tx-1"));
        Assert.Equal(12, before["amount"]);
        Assert.Contains("first", (await FeaturesAsync(host, "tx-2")).Keys);
        Assert.Equal(before, await FeaturesAsync(host, "tx-1"));
    }

    [Fact]
    public async Task Decision_of_a_set_that_was_not_kept_has_no_features()
    {
        await using var host = await RiskHost.StartAsync();
        await host.ScoreAsync(Traffic.One("tx-1"));
        await host.AlterAsync("UPDATE decisions SET feature_set = 'lost'");

        var decision = await host.Client().GetFromJsonAsync("/decisions/tx-1", ContractsJson.Default.Decision, Ct);

        Assert.Equal("tx-1", decision!.Id);
        Assert.Null(decision.Features);
    }

    private static async Task<IReadOnlyDictionary<string, double?>> FeaturesAsync(RiskHost host, string id) =>
        (await host.Client().GetFromJsonAsync($"/decisions/{id}", ContractsJson.Default.Decision, Ct))!.Features!;
}
