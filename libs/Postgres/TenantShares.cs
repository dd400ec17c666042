using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>
/// Gives each tenant at most half of a service's connections at once, so that slow queries of one leave the other half to everybody else.
/// </summary>
internal sealed class TenantShares(int connections, TimeSpan patience)
{
    private readonly int each = Math.Max(1, connections / 2);
    private readonly ConcurrentDictionary<TenantId, SemaphoreSlim> shares = new();

    /// <summary>Waits for a connection of the tenant's share.</summary>
    /// <returns>What gives it back.</returns>
    /// <exception cref="TenantBusyException">All of them were busy for too long.</exception>
    public async ValueTask<SemaphoreSlim> EnterAsync(TenantId tenant, CancellationToken ct)
    {
        var share = shares.GetOrAdd(tenant, static (_, most) => new(most, most), each);
        return await share.WaitAsync(patience, ct) ? share : throw new TenantBusyException(tenant, each, patience);
    }
}

/// <summary>A tenant has all of its connections busy: the caller gets 429 with Retry-After, a topic delivers again.</summary>
/// <param name="tenant">Which one.</param>
/// <param name="connections">How many it has.</param>
/// <param name="patience">How long it was waited for.</param>
/// <remarks>An <see cref="NpgsqlException"/>, so that background work that waits until the database is back waits this out too.</remarks>
public sealed class TenantBusyException(TenantId tenant, int connections, TimeSpan patience) : NpgsqlException(string.Create(
    CultureInfo.InvariantCulture,
    $"All {connections} connections of tenant {tenant} were busy for {patience.TotalSeconds:0.#} s. Try again in a moment."));
