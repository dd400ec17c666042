using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local.Postgres;
using Platform.Models.Tests.Registry;

[assembly: AssemblyFixture(typeof(Platform.Models.Tests.ModelsFixture))]

namespace Platform.Models.Tests;

/// <summary>One running service for all tests; each test has a tenant to itself.</summary>
public sealed class ModelsFixture : IAsyncLifetime
{
    private int tenants;

    internal Service<ModelsOptions> Service { get; private set; } = null!;

    internal StubRisk Risk { get; private set; } = null!;

    /// <summary>The folder of the blob storage.</summary>
    public string Blobs { get; } = Directory.CreateTempSubdirectory("blobs-").FullName;

    public async ValueTask InitializeAsync()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        Risk = await StubRisk.StartAsync();
        Service = await Service<ModelsOptions>.StartAsync(
            new("models")
            {
                Postgres = await postgres.NewDatabaseAsync(),
                Settings = new() { ["Models:TellAgainSeconds"] = "1" },
                OtherApps = new() { ["risk"] = Risk.Port },
                Components =
                [
                    $$"""
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: { name: blobs }
                    spec: { type: bindings.localstorage, version: v1, metadata: [{ name: rootPath, value: {{Blobs}} }] }
                    """,
                ],
            },
            default);
        await Eventually.HoldsAsync(() => Service.Host.IsUp("risk"));
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Risk.DisposeAsync();
        Directory.Delete(Blobs, recursive: true);
    }

    public string NewTenant() => $"tenant-{Interlocked.Increment(ref tenants)}";

    /// <summary>Publishes labels as other systems do.</summary>
    internal async Task PublishAsync(string tenant, params Label[] labels)
    {
        var envelopes = labels.Select(label => new CloudEvent<Label>(label.Id, "bank", "platform.label", label.KnownAt, label)
        {
            TenantId = tenant, PartitionKey = $"{tenant}|{label.EventId}",
        });
        await Service.Services.GetRequiredService<DaprClient>().BulkPublishEventAsync(
            Topics.PubSub, Topics.Labels, [.. envelopes], ContractsJson.Default.Label, TestContext.Current.CancellationToken);
    }
}
