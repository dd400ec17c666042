using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>
/// A service's tables, in one schema per tenant, in the common database or one of the tenant's own. Every connection runs as the tenant's
/// role, whose rights end at that schema, so even a wrong query cannot read another tenant's rows.
/// </summary>
public sealed class TenantDatabase : IDisposable
{
    private const string BecomeSql = """
        SELECT set_config('role', $1, true), set_config('search_path', $2, true), set_config('enable_seqscan', 'off', true),
            set_config('statement_timeout', $3, true)
        """;

    /// <summary>The most tenants that one database holds, and the most that <see cref="TenantsAsync"/> returns.</summary>
    public const int MaxTenants = 10_000;

    private readonly ConcurrentDictionary<TenantId, Lazy<Task>> migrated = new();
    private readonly TenantSources sources;
    private readonly TenantCatalogue catalogue;
    private readonly Listeners listeners;
    private readonly TenantShares shares;
    private readonly string statementTimeoutMs;

    internal TenantDatabase(
        NpgsqlConnectionStringBuilder settings, MigrationSet migrations, DatabaseOptions limits, TimeProvider time, ILogger logger)
    {
        Migrations = migrations;
        var completed = Completed(settings, migrations.Service);
        sources = new(completed, limits.Own);
        catalogue = new(sources, logger);
        listeners = new(sources.All, time, logger);
        shares = new(completed.MaxPoolSize, TimeSpan.FromSeconds(limits.WaitSeconds));
        statementTimeoutMs = (limits.StatementTimeoutSeconds * 1_000L).ToString(CultureInfo.InvariantCulture);
    }

    internal MigrationSet Migrations { get; }

    /// <summary>
    /// Opens a connection as a tenant, in one transaction, with the tenant's schema as search path; migrates the schema on first use.
    /// </summary>
    /// <param name="tenant">Whose data.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The connection; dispose it, commit before when changes shall stay.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    /// <exception cref="TenantBusyException">The tenant's share of the connections was busy for too long.</exception>
    public async Task<TenantConnection> OpenAsync(TenantId tenant, CancellationToken ct) =>
        (await OpenAsync(tenant, null, static (_, _) => Task.FromResult(true), ct)).Connection;

    /// <summary>Runs one statement as a tenant and keeps what it changed.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="ct">Stops waiting; then it is unknown whether the changes stay.</param>
    /// <returns>When they are durable.</returns>
    /// <exception cref="NpgsqlException">The database is away, or the statement failed: nothing stays.</exception>
    public async Task CommitAsync(TenantId tenant, NpgsqlBatchCommand statement, CancellationToken ct)
    {
        await using var connection = await OpenAsync(tenant, ct);
        await connection.CommitAfterAsync(statement, ct);
    }

    /// <summary>A connection with a first query that travels along: becoming the tenant then costs no round trip of its own.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="tenant">Whose data.</param>
    /// <param name="first">The query; tables need no schema. Null for none.</param>
    /// <param name="read">Reads its rows.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The connection, as above, and what was read.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    /// <exception cref="TenantBusyException">The tenant's share of the connections was busy for too long.</exception>
    public async Task<(TenantConnection Connection, T Read)> OpenAsync<T>(
        TenantId tenant, NpgsqlBatchCommand? first, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        await MigratedAsync(tenant).WaitAsync(ct);
        var share = await shares.EnterAsync(tenant, ct);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await sources.Of(tenant).Connections.OpenConnectionAsync(ct);
            // BEGIN travels with these statements.
            var transaction = await connection.BeginTransactionAsync(ct);
            await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Become(tenant) } };
            if (first is not null) batch.BatchCommands.Add(first);

            await using var reader = await batch.ExecuteReaderAsync(ct);
            await reader.NextResultAsync(ct);
            return (new(connection, transaction, share), await read(reader, ct));
        }
        catch
        {
            if (connection is not null) await connection.DisposeAsync();
            share.Release();
            throw;
        }
    }

    /// <summary>Runs one query as a tenant and reads all of its rows.</summary>
    /// <typeparam name="T">What a row is.</typeparam>
    /// <param name="tenant">Whose.</param>
    /// <param name="query">The query; it changes nothing.</param>
    /// <param name="read">Reads the row at hand.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>All rows, in their order.</returns>
    /// <exception cref="NpgsqlException">The database is away, or the query failed.</exception>
    public async Task<List<T>> QueryAsync<T>(
        TenantId tenant, NpgsqlBatchCommand query, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var (connection, rows) = await OpenAsync(tenant, query, (reader, stop) => reader.AllAsync(read, stop), ct);
        await connection.DisposeAsync();
        return rows;
    }

    /// <summary>The tenants that have a schema, at most <see cref="MaxTenants"/>, in order.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Their ids.</returns>
    /// <exception cref="NpgsqlException">The common database is away; tenants whose own one is away are left out.</exception>
    public Task<IReadOnlyList<TenantId>> TenantsAsync(CancellationToken ct) => catalogue.NamesAsync(ct);

    /// <summary>Does something for every tenant, one after the other: one whose own database is away keeps nobody waiting.</summary>
    /// <param name="step">What is done.</param>
    /// <param name="onFailure">Told of what failed; the next round does it.</param>
    /// <param name="ct">Ends the round.</param>
    /// <returns>When every tenant had its turn.</returns>
    /// <exception cref="OperationCanceledException">The round was ended.</exception>
    public async Task ForEachAsync(Func<TenantId, Task> step, Action<Exception> onFailure, CancellationToken ct)
    {
        IReadOnlyList<TenantId> tenants = [];
        await TryAsync(async () => tenants = await TenantsAsync(ct));
        foreach (var tenant in tenants) await TryAsync(() => step(tenant));

        async Task TryAsync(Func<Task> part)
        {
            try
            {
                await part();
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                onFailure(e);
            }
        }
    }

    /// <summary>Makes a tenant's role, schema and tables, or brings them up to date; <see cref="OpenAsync"/> does so by itself.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="ct">Stops waiting, not the work.</param>
    /// <returns>When they are there.</returns>
    /// <exception cref="NpgsqlException">The database is away, or a step failed; nothing of that step stays.</exception>
    public Task MigrateAsync(TenantId tenant, CancellationToken ct) => MigratedAsync(tenant).WaitAsync(ct);

    /// <summary>Removes all that the database holds of a tenant: the tables of every service, the schema and the role.</summary>
    /// <param name="tenant">Whose. Nothing may use it any more: what opens a connection as this tenant would make its tables again.</param>
    /// <param name="ct">Stops waiting; then nothing is removed.</param>
    /// <returns>When they are gone; at once when there was nothing.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public Task DropAsync(TenantId tenant, CancellationToken ct)
    {
        migrated.TryRemove(tenant, out _);
        return TenantRemoval.DropAsync(sources.Of(tenant).Connections, tenant, ct);
    }

    /// <summary>Counts the rows of a tenant's tables, of every service.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Rows by table; empty when there is no schema.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public Task<IReadOnlyDictionary<string, long>> CountAsync(TenantId tenant, CancellationToken ct) =>
        TenantRemoval.CountAsync(sources.Of(tenant).Connections, tenant, ct);

    /// <summary>How much storage each tenant's schema takes: the tables of every service, with indexes and large values.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Bytes by tenant, at most <see cref="MaxTenants"/> tenants. It asks the catalogue and reads no row of anyone.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<IReadOnlyDictionary<TenantId, long>> SizesAsync(CancellationToken ct) => await catalogue.SizesAsync(ct);

    /// <summary>Listens for NOTIFY in all databases and reconnects by itself while the database is away.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="ct">Ends the listening.</param>
    /// <returns>Payloads; null first and after each reconnect: something may have been missed, look yourself.</returns>
    public IAsyncEnumerable<string?> ListenAsync(string channel, CancellationToken ct) => listeners.ListenAsync(channel, ct);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => sources.Dispose();

    internal async Task PingAsync(CancellationToken ct)
    {
        await using var command = sources.Common.Connections.CreateCommand("SELECT 1");
        await command.ExecuteNonQueryAsync(ct);
    }

    // Prepared plans are kept from when the tables were young and empty, where reading all of a table looks cheapest; an hour later it is
    // not. Every statement of a service has an index, so whole tables are read only where there is none.
    private NpgsqlBatchCommand Become(TenantId tenant) => new(BecomeSql)
    {
        Parameters =
        {
            new() { Value = TenantSchema.Name(tenant) },
            new() { Value = TenantSchema.Quoted(tenant) },
            new() { Value = statementTimeoutMs },
        },
    };

    internal static NpgsqlConnectionStringBuilder Completed(NpgsqlConnectionStringBuilder settings, string service) =>
        new(settings.ConnectionString)
        {
            ApplicationName = settings.ApplicationName ?? service,
            MaxPoolSize = Math.Min(settings.MaxPoolSize, 20),
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 3,
            // Everything that a tenant's transaction sets is local to it, so nothing is left to reset; the seven statements of a reset cost
            // as much as the work itself.
            NoResetOnClose = true,
            Timeout = Math.Min(settings.Timeout, 5),
        };

    /// <summary>
    /// One attempt at a time per tenant; a failed one is forgotten, so the next caller tries again. Nobody's token stops it for the
    /// others.
    /// </summary>
    private Task MigratedAsync(TenantId tenant)
    {
        if (migrated.Count >= MaxTenants)
            migrated.Clear();
        var attempt = migrated.GetOrAdd(tenant, Attempt);
        if (attempt.Value.IsFaulted && migrated.TryUpdate(tenant, Attempt(tenant), attempt))
            attempt = migrated.GetOrAdd(tenant, Attempt);
        return attempt.Value;
    }

    private Lazy<Task> Attempt(TenantId tenant) =>
        new(() => Migrator.ApplyAsync(sources.Of(tenant).Connections, Migrations, tenant, CancellationToken.None));
}
