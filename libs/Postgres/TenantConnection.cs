using Npgsql;

namespace Platform.Postgres;

/// <summary>A connection that belongs to one tenant, within one transaction. Not committed means rolled back.</summary>
public sealed class TenantConnection : IAsyncDisposable
{
    private SemaphoreSlim? share;

    internal TenantConnection(NpgsqlConnection connection, NpgsqlTransaction transaction, SemaphoreSlim share) =>
        (Connection, Transaction, this.share) = (connection, transaction, share);

    /// <summary>The open connection, running as the tenant's role.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Its transaction.</summary>
    public NpgsqlTransaction Transaction { get; }

    /// <summary>Makes a command within the transaction.</summary>
    /// <param name="sql">One statement; positional parameters as <c>$1</c>. Tables need no schema.</param>
    /// <returns>The command; dispose it.</returns>
    public NpgsqlCommand Command(string sql) => new(sql, Connection, Transaction);

    /// <summary>
    /// Lets the statements of this transaction take as long as they need: for what is read at the pace of whoever receives it.
    /// </summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is so.</returns>
    public async Task AllowLongAsync(CancellationToken ct)
    {
        await using var command = Command("SET LOCAL statement_timeout = 0");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Keeps the changes, and gives the connection back: what its owner does next, e.g. announcing the change, may need another one, and
    /// owners that hold one while they wait for another would wait for each other.
    /// </summary>
    /// <param name="ct">Stops waiting; then it is unknown whether they stay.</param>
    /// <returns>When they are durable.</returns>
    public async Task CommitAsync(CancellationToken ct)
    {
        await Transaction.CommitAsync(ct);
        await DisposeAsync();
    }

    /// <summary>
    /// Runs a last statement and keeps the changes, in one round trip, and gives the connection back. When it fails, nothing stays.
    /// </summary>
    /// <param name="last">The statement.</param>
    /// <param name="ct">Stops waiting; then it is unknown whether the changes stay.</param>
    /// <returns>When they are durable.</returns>
    /// <exception cref="PostgresException">The statement failed.</exception>
    public async Task CommitAfterAsync(NpgsqlBatchCommand last, CancellationToken ct)
    {
        // The server skips what follows a failed statement, so the COMMIT is only reached by a change that is whole.
        await using var batch = new NpgsqlBatch(Connection, Transaction) { BatchCommands = { last, new NpgsqlBatchCommand("COMMIT") } };
        await batch.ExecuteNonQueryAsync(ct);
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Once only: the driver gives the same transaction object to the next owner of the connection.
        if (Interlocked.Exchange(ref share, null) is not { } held) return;

        try
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
        finally
        {
            held.Release();
        }
    }
}
