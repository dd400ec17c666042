using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local.Postgres;

[assembly: AssemblyFixture(typeof(Platform.Alerts.Tests.AlertsFixture))]

namespace Platform.Alerts.Tests;

/// <summary>One running service for all tests; each test has a tenant to itself.</summary>
public sealed class AlertsFixture : IAsyncLifetime
{
    private int tenants;

    internal Service<AlertsOptions> Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        Service = await Service<AlertsOptions>.StartAsync(
            new("alerts")
            {
                Postgres = await postgres.NewDatabaseAsync(),
                Settings = new() { ["Alerts:HeartbeatSeconds"] = "1" },
            },
            default);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    public string NewTenant() => $"tenant-{Interlocked.Increment(ref tenants)}";

    /// <summary>Publishes decisions as risk does, and waits until those before them and they are handled.</summary>
    internal static async Task PublishAsync(Service<AlertsOptions> service, string tenant, params Decision[] decisions)
    {
        var dapr = service.Services.GetRequiredService<DaprClient>();
        await dapr.BulkPublishEventAsync(
            Topics.PubSub,
            Topics.Decisions,
            [.. decisions.Select(decision => Announced(decision, tenant))],
            ContractsJson.Default.Decision);
    }

    private static CloudEvent<Decision> Announced(Decision decision, string tenant) =>
        new(decision.Id, "risk", "platform.decision", decision.DecidedAt, decision)
        {
            TenantId = tenant, PartitionKey = $"{tenant}|{decision.Transaction.Account}",
        };
}
