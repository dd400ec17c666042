using System.Diagnostics.Metrics;

namespace Platform.Hosting;

/// <summary>What auditing counts.</summary>
internal sealed class AuditingMetrics
{
    public const string Name = "Platform.Auditing";

    private readonly Counter<long> published;
    private readonly Counter<long> overflowed;
    private readonly Counter<long> unpublished;

    public AuditingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        published = meter.CreateCounter<long>("audit_published_total", "{event}", "Audit events that the broker took.");
        overflowed = meter.CreateCounter<long>(
            "audit_overflow_total", "{event}", "Audit events published at once, because the queue was full.");
        unpublished = meter.CreateCounter<long>(
            "audit_unpublished_total", "{event}", "Audit events that the broker did not take and that are in the service's log only.");
    }

    public void Published(int events) => published.Add(events);

    public void Overflowed() => overflowed.Add(1);

    public void Unpublished(int events) => unpublished.Add(events);
}
