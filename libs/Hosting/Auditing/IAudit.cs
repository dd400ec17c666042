using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>Takes what must be in the audit log and is not a call that the gateway records by itself.</summary>
public interface IAudit
{
    /// <summary>
    /// Puts an event on file; it is published a moment later, by this process or, when that is killed, by the next one. When it cannot be
    /// put on file it is published before this returns. It never throws for either: what could be neither is written to the log of the
    /// service, and counted.
    /// </summary>
    /// <param name="tenant">Whose log.</param>
    /// <param name="e">What happened; within the ranges of <see cref="AuditEvent"/>, with the hash of the object before and after.</param>
    /// <param name="ct">Stops waiting for the broker.</param>
    /// <returns>When the event is on file or published.</returns>
    ValueTask RecordAsync(TenantId tenant, AuditEvent e, CancellationToken ct);
}
