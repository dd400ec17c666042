using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Local.Postgres;

[assembly: AssemblyFixture(typeof(Platform.Audit.Tests.AuditFixture))]

namespace Platform.Audit.Tests;

/// <summary>One running service for all tests; each test has a tenant to itself.</summary>
public sealed class AuditFixture : IAsyncLifetime
{
    private const string Secrets = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: secrets}
        spec: {type: secretstores.local.env, version: v1, metadata: [{name: prefix, value: PLATFORM_SECRET_}]}
        """;

    private int tenants;

    internal Service<AuditOptions> Service { get; private set; } = null!;

    public string Postgres { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Postgres = await (await EmbeddedPostgres.SharedForTestsAsync()).NewDatabaseAsync();
        Service = await StartAsync(Postgres);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    public string NewTenant() => $"tenant-{Interlocked.Increment(ref tenants)}";

    internal static Task<Service<AuditOptions>> StartAsync(
        string postgres, TimeProvider? time = null, string secrets = Secrets, Dictionary<string, string>? settings = null) =>
        Service<AuditOptions>.StartAsync(
            new("audit")
            {
                Postgres = postgres,
                Components = [secrets],
                Time = time ?? TimeProvider.System,
                Settings = new(settings ?? []) { ["Audit:CheckpointEntries"] = "10", ["Audit:BatchWaitMs"] = "5" },
            },
            default);

    /// <summary>Publishes events as services do.</summary>
    internal static async Task PublishAsync(Service<AuditOptions> service, string tenant, params AuditEvent[] events)
    {
        var dapr = service.Services.GetRequiredService<DaprClient>();
        await dapr.BulkPublishEventAsync(
            Topics.PubSub,
            Topics.Audit,
            [.. events.Select(e => new CloudEvent<AuditEvent>(e.Id, "tests", "platform.audit", e.Time, e)
            {
                TenantId = tenant, PartitionKey = tenant,
            })],
            ContractsJson.Default.AuditEvent);
    }

    /// <summary>Entries of a tenant once there are so many, oldest first.</summary>
    internal static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(Service<AuditOptions> service, string tenant, int count)
    {
        using var client = service.Client(tenant: tenant);
        IReadOnlyList<AuditEntry> entries = [];
        await Eventually.HoldsAsync(async () =>
        {
            var page = await client.GetFromJsonAsync<AuditPage>("/audit?limit=200", ContractsJson.Default.Options, default);
            return (entries = [.. page!.Items.Reverse()]).Count >= count;
        });
        return entries;
    }

    /// <summary>Exports a tenant's log and verifies it with the keys the service gives out.</summary>
    internal static async Task<AuditReport> VerifyAsync(Service<AuditOptions> service, string tenant)
    {
        using var client = service.Client(Roles.Admin, tenant);
        var keys = await client.GetFromJsonAsync<IReadOnlyList<AuditKey>>("/audit/keys", ContractsJson.Default.Options, default);
        await using var export = await client.GetStreamAsync("/audit/export", default);
        // Signing for the export may bring a first key.
        keys = keys is { Count: > 0 }
            ? keys : await client.GetFromJsonAsync<IReadOnlyList<AuditKey>>("/audit/keys", ContractsJson.Default.Options, default);
        using var ring = KeyRing.Read(string.Concat(keys!.Select(key => key.Pem + "\n")));
        return await AuditVerifier.VerifyAsync(export, ring, default);
    }
}
