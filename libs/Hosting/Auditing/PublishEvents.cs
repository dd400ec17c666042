using Microsoft.Extensions.Hosting;
using Platform.Contracts;
using Platform.Dapr;
using TopicNames = Platform.Contracts.Topics;

namespace Platform.Hosting;

/// <summary>Publishes audit events to their topic.</summary>
internal sealed class PublishEvents(DaprClient dapr, AuditingMetrics metrics, IHostEnvironment host)
{
    private const string EventType = "platform.audit";

    /// <summary>Publishes; null, or why not. A part that was taken before a failure comes again, and is known by its id.</summary>
    public async Task<string?> FailureAsync(IReadOnlyList<SpoolLine> batch, CancellationToken ct)
    {
        try
        {
            var events = batch.Select(Envelope).ToList();
            var info = ContractsJson.Default.AuditEvent;
            var answer = await dapr.BulkPublishEventAsync(TopicNames.PubSub, TopicNames.Audit, events, info, ct);
            if (answer.FailedEntries is [var first, ..]) return first.ErrorMessage;

            metrics.Published(batch.Count);
            return null;
        }
        catch (Exception e) when (e is DaprException or OperationCanceledException)
        {
            return e.Message;
        }
    }

    private CloudEvent<AuditEvent> Envelope(SpoolLine line) =>
        new(line.Event.Id, host.ApplicationName, EventType, line.Event.Time, line.Event)
        {
            TenantId = line.Tenant.ToString(),
            PartitionKey = line.Tenant.ToString(),
        };
}
