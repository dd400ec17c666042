using System.Collections.Frozen;
using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>A database with its connections.</summary>
internal sealed record TenantSource(string Text, NpgsqlDataSource Connections);

/// <summary>The databases of tenants: one that most share, and those of tenants that have one of their own.</summary>
internal sealed class TenantSources : IDisposable
{
    private readonly FrozenDictionary<TenantId, TenantSource> own;

    public TenantSources(NpgsqlConnectionStringBuilder common, IReadOnlyDictionary<string, string> own)
    {
        Common = Open(common.ConnectionString);
        // Tenants that name the same database share its connections.
        var sources = own.Values.Distinct().ToDictionary(text => text, text => Open(Like(common, text)), StringComparer.Ordinal);
        this.own = own.ToFrozenDictionary(pair => new TenantId(pair.Key), pair => sources[pair.Value]);
        All = [Common, .. sources.Values];
    }

    /// <summary>The one of tenants that have none of their own.</summary>
    public TenantSource Common { get; }

    /// <summary>All of them, the common one first.</summary>
    public IReadOnlyList<TenantSource> All { get; }

    /// <summary>Where a tenant's data is.</summary>
    public TenantSource Of(TenantId tenant) => own.GetValueOrDefault(tenant, Common);

    public void Dispose()
    {
        foreach (var source in All) source.Connections.Dispose();
    }

    private static TenantSource Open(string text) => new(text, NpgsqlDataSource.Create(text));

    // Whatever the platform sets for its connections holds for all of them.
    private static string Like(NpgsqlConnectionStringBuilder common, string text) =>
        TenantDatabase.Completed(ConnectionText.Parse(text), common.ApplicationName ?? "").ConnectionString;
}
