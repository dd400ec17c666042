using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>Handles the events of a topic one by one. The same event may arrive twice: a repetition must change nothing.</summary>
/// <typeparam name="TEvent">What happened.</typeparam>
public interface IHandle<in TEvent>
{
    /// <summary>Handles one event.</summary>
    /// <param name="tenant">Whose event it is.</param>
    /// <param name="e">What happened; valid.</param>
    /// <param name="ct">Ends when the sidecar stops waiting.</param>
    /// <returns>What the sidecar should do with it; an exception means "deliver again".</returns>
    Task<Delivery> HandleAsync(TenantId tenant, TEvent e, CancellationToken ct);
}

/// <summary>Handles the events of a topic in bulk. The same event may arrive twice: a repetition must change nothing.</summary>
/// <typeparam name="TEvent">What happened.</typeparam>
public interface IHandleBatch<TEvent>
{
    /// <summary>Handles the events of one delivery.</summary>
    /// <param name="events">At least one; valid; of any tenants; in the order of the broker.</param>
    /// <param name="ct">Ends when the sidecar stops waiting.</param>
    /// <returns>One delivery per event, in the same order; an exception means "deliver all again".</returns>
    Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<TEvent>> events, CancellationToken ct);
}

/// <summary>An event as it came in.</summary>
/// <typeparam name="TEvent">What happened.</typeparam>
/// <param name="Tenant">Whose event it is.</param>
/// <param name="EventId">The envelope's id: the idempotency key.</param>
/// <param name="Data">What happened; valid.</param>
public readonly record struct Received<TEvent>(TenantId Tenant, string EventId, TEvent Data)
{
    /// <summary>When the producer made the envelope, UTC.</summary>
    public DateTimeOffset Time { get; init; }
}
