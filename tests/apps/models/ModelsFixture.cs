using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local.Postgres;

[assembly: AssemblyFixture(typeof(Platform.Models.Tests.ModelsFixture))]

namespace Platform.Models.Tests;

/// <summary>One running service for all tests; each test has a tenant to itself.</summary>
public sealed class ModelsFixture : IAsyncLifetime
{
    private int tenants;

    internal Service<ModelsOptions> Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        Service = await Service<ModelsOptions>.StartAsync(new("models") { Postgres = await postgres.NewDatabaseAsync() }, default);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

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
