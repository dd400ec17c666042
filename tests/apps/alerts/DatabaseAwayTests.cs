using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;
using Platform.Local.Postgres;

namespace Platform.Alerts.Tests;

public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("alerts-tests-");
    private EmbeddedPostgres postgres = null!;
    private Service<AlertsOptions> service = null!;

    public async ValueTask InitializeAsync()
    {
        postgres = await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = data.FullName, Durable = false }, None);
        service = await Service<AlertsOptions>.StartAsync(new("alerts") { Postgres = postgres.Uri }, None);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await postgres.DisposeAsync();
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Database_away_is_503_and_what_was_delivered_meanwhile_comes_in_afterwards()
    {
        using var client = service.Client();
        await client.GetAsync("/alerts", None);
        await postgres.StopAsync();
        await AlertsFixture.PublishAsync(service, "demo", Decisions.Of("d-1"));

        using var response = await client.GetAsync("/alerts", None);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);

        await postgres.StartAgainAsync(None);
        await Eventually.HoldsAsync(
            async () => await client.GetAsync("/alerts", None) is { StatusCode: HttpStatusCode.OK } answer
                && await answer.Content.ReadFromJsonAsync<AlertPage>(JsonSerializerOptions.Web, None) is { Items.Count: 1 });
    }
}
