using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Local;
using Platform.Local.Postgres;

namespace Platform.Ingest.Tests;

/// <summary>What accepted means when time passes or a part is away; each test has a service to itself.</summary>
public sealed class AcceptanceTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private static readonly TenantId Demo = new("demo");

    [Fact]
    public async Task Sidecar_away_is_503_and_the_retry_is_no_duplicate()
    {
        await using var service = await StartAsync(TimeProvider.System);
        var port = service.Host.HttpEndpoint("ingest").Port;
        await service.StopSidecarAsync();

        using var refused = await PostAsync(service, "tx-1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);

        await service.StartSidecarAsync(port, None);
        Assert.Equal((1, 0), await SendAsync(service, "tx-1"));
    }

    [Fact]
    public async Task Id_is_a_duplicate_for_a_day_and_new_afterwards()
    {
        var time = new ManualTime();
        await using var service = await StartAsync(time);

        Assert.Equal((1, 0), await SendAsync(service, "tx-1"));
        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal((0, 1), await SendAsync(service, "tx-1"));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((1, 0), await SendAsync(service, "tx-1"));
    }

    [Fact]
    public async Task Old_ids_are_forgotten_in_portions_and_young_ones_stay()
    {
        var time = new ManualTime();
        await using var service = await StartAsync(time, "Ingest:ForgetEveryMinutes", "1440");
        await SendAsync(service, "tx-1");
        await SendAsync(service, "tx-2");
        time.Advance(TimeSpan.FromHours(23));
        await SendAsync(service, "tx-3");
        time.Advance(TimeSpan.FromMinutes(59));
        var store = service.Services.GetRequiredService<AcceptedStore>();
        Assert.Equal(0, await store.ForgetAsync(Demo, 10, None));

        time.Advance(TimeSpan.FromSeconds(61));

        await Eventually.HoldsAsync(async () => await store.ForgetAsync(Demo, 1, None) is 0);
        Assert.Equal((0, 1), await SendAsync(service, "tx-3"));
    }

    [Fact]
    public async Task Service_does_not_start_with_an_option_out_of_range()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(TimeProvider.System, "Ingest:BatchSize", "0"));

        Assert.Contains("BatchSize", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_are_counted()
    {
        await using var service = await StartAsync(TimeProvider.System);
        await SendAsync(service, "tx-1");
        await SendAsync(service, "tx-1");
        using var client = service.Client(role: null);

        var metrics = await client.GetStringAsync("/metrics", None);

        // At least these: the listener hears every service of this test process.
        Assert.Matches("ingest_events_total\\{outcome=\"accepted\"\\} [1-9]", metrics);
        Assert.Matches("ingest_events_total\\{outcome=\"duplicate\"\\} [1-9]", metrics);
    }

    private static async Task<Service<IngestOptions>> StartAsync(TimeProvider time, params string[] setting)
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        return await Service<IngestOptions>.StartAsync(
            new("ingest")
            {
                Postgres = await postgres.NewDatabaseAsync(None),
                Time = time,
                Settings = setting is [var key, var value] ? new() { [key] = value } : [],
            },
            None);
    }

    private static async Task<(int Accepted, int Duplicates)> SendAsync(Service<IngestOptions> service, string id)
    {
        using var response = await PostAsync(service, id);
        var result = await response.Content.ReadFromJsonAsync(ContractsJson.Default.IngestResult, None);
        return (result!.Accepted, result.Duplicates);
    }

    private static async Task<HttpResponseMessage> PostAsync(Service<IngestOptions> service, string id)
    {
        using var client = service.Client();
        using var content = new ByteArrayContent(Events.Utf8(Events.Valid(id)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await client.PostAsync("/transactions", content, None);
    }
}
