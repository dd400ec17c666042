using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Tests;

public sealed class OwnStoreTests : IAsyncLifetime
{
    private RiskHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync(
        new() { ["Risk:CheckpointStepMs"] = "20", ["Risk:CheckpointSeconds"] = "3600", ["Risk:CheckpointEvents"] = "20" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_tenant_with_a_store_of_its_own_keeps_nothing_in_the_common_one()
    {
        Move("other");

        await ScoreAsync(Traffic.Many(25));

        await Eventually.HoldsAsync(() => host.Sidecar.Stored("other").ContainsKey("risk||demo|checkpoint"));
        Assert.DoesNotContain(host.Sidecar.Stored("statestore").Keys, key => key.Contains("demo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tenant_that_moves_takes_all_of_its_entities_along()
    {
        await ScoreAsync(Traffic.Many(25));
        await Eventually.HoldsAsync(() => host.Sidecar.Stored("statestore").ContainsKey("risk||demo|checkpoint"));
        var before = EntitiesIn("statestore");

        Move("other");
        await ScoreAsync(Traffic.Many(47).Skip(25));

        await Eventually.HoldsAsync(() => host.Sidecar.Stored("other").ContainsKey("risk||demo|checkpoint"));
        Assert.NotEmpty(before);
        Assert.Superset(before, EntitiesIn("other"));
    }

    private void Move(string store)
    {
        var entry = new DirectoryEntry
        {
            Tenant = new("demo"), Status = TenantStatus.Active, Quotas = new(), StateStore = store, Keys = [],
            Roles = new Dictionary<string, IReadOnlyList<string>>(), Features = new Dictionary<string, bool>(),
        };
        host.Services.GetRequiredService<TenantDirectory>().Apply(new(1, [entry], IsLast: true));
    }

    private HashSet<string> EntitiesIn(string store) =>
        [.. host.Sidecar.Stored(store).Keys.Where(key => key.StartsWith("risk||demo|account|", StringComparison.Ordinal))];

    private async Task ScoreAsync(IEnumerable<Transaction> transactions)
    {
        foreach (var transaction in transactions)
        {
            using var response = await host.Client().PostAsJsonAsync("/risk/score", transaction, ContractsJson.Default.Transaction, Ct);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
