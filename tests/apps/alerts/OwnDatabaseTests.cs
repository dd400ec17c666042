using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Local.Postgres;
using Platform.Postgres;

namespace Platform.Alerts.Tests;

public sealed class OwnDatabaseTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_of_a_tenant_with_a_database_of_its_own_are_there_and_reach_its_live_stream()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        var own = await postgres.NewDatabaseAsync(None);
        await using var service = await Service<AlertsOptions>.StartAsync(
            new("alerts") { Postgres = await postgres.NewDatabaseAsync(None), Settings = new() { ["Database:Own:apart"] = own } }, None);
        using var client = service.Client(tenant: "apart");
        using var live = new StreamReader(await client.GetStreamAsync("/alerts/live", None));

        await AlertsFixture.PublishAsync(service, "apart", Decisions.Of("d-1"));

        await UntilAsync(live, "d-1");
        var page = await client.GetFromJsonAsync<AlertPage>("/alerts", JsonSerializerOptions.Web, None);
        Assert.Equal("d-1", Assert.Single(page!.Items).FirstDecisionId);
        await using var connection = new NpgsqlConnection(ConnectionText.Parse(own).ConnectionString);
        await connection.OpenAsync(None);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM \"t:apart\".alerts", connection);
        Assert.Equal(1L, await count.ExecuteScalarAsync(None));
    }

    private static async Task UntilAsync(StreamReader live, string text)
    {
        while (await live.ReadLineAsync(None) is { } line)
            if (line.Contains(text, StringComparison.Ordinal)) return;
        Assert.Fail($"The stream ended without {text}.");
    }
}
