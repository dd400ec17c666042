using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Publishes one row of an outbox.</summary>
/// <param name="topic">The topic.</param>
/// <param name="payload">The bulk body as it was stored.</param>
/// <param name="ct">Stops waiting.</param>
/// <returns>When the broker has it; an exception leaves the row for later.</returns>
public delegate Task OutboxPublish(string topic, ReadOnlyMemory<byte> payload, CancellationToken ct);

/// <summary>
/// Announcements written in the transaction of the change they announce. The writer publishes and deletes its row at once; what a crash
/// leaves behind, the relay publishes later, so consumers must allow repetition.
/// </summary>
public sealed class Outbox
{
    /// <summary>Adds an announcement to the transaction of the connection.</summary>
    /// <param name="connection">The tenant's transaction.</param>
    /// <param name="topic">Where it will be published.</param>
    /// <param name="payload">A whole bulk body, so that a batch is one row.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The row, for <see cref="DeleteAsync"/>.</returns>
    public Task<Guid> AddAsync(TenantConnection connection, string topic, ReadOnlyMemory<byte> payload, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Deletes a row after it was published, in a transaction of its own.</summary>
    /// <param name="tenant">Whose row.</param>
    /// <param name="id">The row.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is gone.</returns>
    public Task DeleteAsync(TenantId tenant, Guid id, CancellationToken ct) => throw new NotImplementedException();
}
