using Platform.Local.Postgres;

[assembly: AssemblyFixture(typeof(Platform.Ingest.Tests.IngestFixture))]

namespace Platform.Ingest.Tests;

/// <summary>One running service for all tests; each test has a tenant to itself.</summary>
public sealed class IngestFixture : IAsyncLifetime
{
    private int tenants;

    internal Service<IngestOptions> Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        Service = await Service<IngestOptions>.StartAsync(new("ingest") { Postgres = await postgres.NewDatabaseAsync() }, default);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    public string NewTenant() => $"tenant-{Interlocked.Increment(ref tenants)}";
}
