using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Local.Postgres;
using Platform.Tenants.Metering;

[assembly: AssemblyFixture(typeof(Platform.Tenants.Tests.Billing.BillingFixture))]

namespace Platform.Tenants.Tests.Billing;

/// <summary>One running service for all tests, at noon of the 11th of March 2026; each test has a tenant to itself.</summary>
public sealed class BillingFixture : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);
    private int tenants;

    internal Service<RegistryStore> Service { get; private set; } = null!;

    internal MailServer Mail { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        Service = await Service<RegistryStore>.StartAsync(
            new("tenants")
            {
                Postgres = await postgres.NewDatabaseAsync(),
                Time = new StoppedClock(),
                Components = [$$"""
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: {name: mail}
                    spec:
                      type: bindings.smtp
                      version: v1
                      metadata:
                        - {name: host, value: 127.0.0.1}
                        - {name: port, value: "{{Mail.Port}}"}
                        - {name: emailFrom, value: billing@platform.example}
                    """],
                Settings = new()
                {
                    ["Billing:BatchWaitMs"] = "5",
                    ["Directory:PollSeconds"] = "1",
                    ["Quotas:LookSeconds"] = "1",
                    ["Billing:MailBinding"] = "mail",
                    ["Billing:PriceBook"] = Path.Combine(AppContext.BaseDirectory, "prices/prices.yaml"),
                },
            },
            default);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Mail.DisposeAsync();
    }

    public string NewTenant() => $"tenant-{Interlocked.Increment(ref tenants)}";

    internal static UsageRecord Record(string id, long quantity, UsageMeter meter = UsageMeter.Scores, DateTimeOffset? at = null) =>
        new() { Id = id, Time = at ?? Now, Meter = meter, Quantity = quantity };

    /// <summary>Publishes usage as services do.</summary>
    internal async Task PublishAsync(string tenant, params UsageRecord[] records) =>
        await Service.Services.GetRequiredService<DaprClient>().BulkPublishEventAsync(
            Topics.PubSub, Topics.Usage, [.. records.Select(record => Envelope(record, tenant))], ContractsJson.Default.UsageRecord);

    /// <summary>Hands usage to the service as one delivery, and waits until it is counted.</summary>
    internal async Task DeliverAsync(string tenant, params UsageRecord[] records) => await Service.Services.GetRequiredService<CountUsage>()
        .HandleAsync([.. records.Select(record => new Received<UsageRecord>(new(tenant), record.Id, record))], default);

    private static CloudEvent<UsageRecord> Envelope(UsageRecord record, string tenant) =>
        new(record.Id, "risk", "platform.usage", record.Time, record) { TenantId = tenant, PartitionKey = tenant };

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
