using System.Diagnostics.Metrics;

namespace Platform.Hosting;

/// <summary>What auditing counts.</summary>
internal sealed class AuditingMetrics
{
    public const string Name = "Platform.Auditing";

    private readonly Counter<long> published;
    private readonly Counter<long> refused;
    private readonly Counter<long> unpublished;

    public AuditingMetrics(IMeterFactory meters, AuditSpool spool)
    {
        var meter = meters.Create(Name);
        published = meter.CreateCounter<long>("audit_published_total", "{event}", "Audit events that the broker took.");
        refused = meter.CreateCounter<long>(
            "audit_refused_total", "{call}", "Calls refused because too many audit events wait, or none can be put on file.");
        unpublished = meter.CreateCounter<long>(
            "audit_unpublished_total", "{event}", "Audit events neither on file nor taken by the broker: only in the log.");
        meter.CreateObservableGauge("audit_waiting_bytes", () => spool.WaitingBytes, "By", "Audit events that wait for the broker.");
    }

    public void Published(int events) => published.Add(events);

    public void Refused() => refused.Add(1);

    public void Unpublished(int events) => unpublished.Add(events);
}
