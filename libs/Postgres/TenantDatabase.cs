using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>
/// A service's tables, in one schema per tenant. Every connection runs as the tenant's role, whose rights end at that schema, so even a
/// wrong query cannot read another tenant's rows.
/// </summary>
public sealed class TenantDatabase
{
    /// <summary>Opens a connection as a tenant, in one transaction, with the tenant's schema as search path; migrates the schema on first use.</summary>
    /// <param name="tenant">Whose data.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The connection; dispose it, commit before when changes shall stay.</returns>
    /// <exception cref="Npgsql.NpgsqlException">The database is away.</exception>
    public Task<TenantConnection> OpenAsync(TenantId tenant, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The tenants that have a schema, at most 10,000, in order.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Their ids.</returns>
    /// <exception cref="Npgsql.NpgsqlException">The database is away.</exception>
    public Task<IReadOnlyList<TenantId>> TenantsAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Listens for NOTIFY and reconnects by itself while the database is away.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="ct">Ends the listening.</param>
    /// <returns>Payloads; null first and after each reconnect: something may have been missed, look yourself.</returns>
    public IAsyncEnumerable<string?> ListenAsync(string channel, CancellationToken ct) => throw new NotImplementedException();
}
