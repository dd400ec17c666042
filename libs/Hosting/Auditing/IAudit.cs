using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>Takes what must be in the audit log and is not a call that the gateway records by itself.</summary>
public interface IAudit
{
    /// <summary>
    /// Hands an event over. It is published a moment later; only when too many wait it is published before this returns. It never throws
    /// because the broker is away: what could not be published is written to the log of the service, and counted.
    /// </summary>
    /// <param name="tenant">Whose log.</param>
    /// <param name="e">What happened; within the ranges of <see cref="AuditEvent"/>, with the hash of the object before and after.</param>
    /// <param name="ct">Stops waiting for the broker.</param>
    /// <returns>When the event is queued or published.</returns>
    ValueTask RecordAsync(TenantId tenant, AuditEvent e, CancellationToken ct);
}
