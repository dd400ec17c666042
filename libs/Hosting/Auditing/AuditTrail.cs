using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts;
using Platform.Dapr;
using TopicNames = Platform.Contracts.Topics;

namespace Platform.Hosting;

/// <summary>
/// Publishes audit events beside the calls that cause them: a bounded queue, drained in batches. While the broker is away the queue
/// fills; when it is full a caller publishes its own event. What kill -9 loses is what the queue holds, some milliseconds' worth
/// (adr/0021).
/// </summary>
internal sealed partial class AuditTrail(
    DaprClient dapr, AuditingMetrics metrics, IHostEnvironment host, TimeProvider time, ILogger<AuditTrail> logger)
    : BackgroundService, IAudit
{
    internal const int Capacity = 10_000;
    private const int MostTogether = 500;
    private const string EventType = "platform.audit";
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<(TenantId Tenant, AuditEvent Event)> queue =
        Channel.CreateBounded<(TenantId, AuditEvent)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    public async ValueTask RecordAsync(TenantId tenant, AuditEvent e, CancellationToken ct)
    {
        if (queue.Writer.TryWrite((tenant, e))) return;

        metrics.Overflowed();
        if (await FailureAsync([(tenant, e)], ct) is { } reason) WriteDown((tenant, e), reason);
    }

    /// <summary>Publishes what still waits; it is asked once more, and what it does not take is written to the log.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        await DrainAsync(new(canceled: true));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Gather, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DrainAsync(stoppingToken);
        }
    }

    private async Task DrainAsync(CancellationToken ct)
    {
        var batch = new List<(TenantId Tenant, AuditEvent Event)>();
        while (queue.Reader.TryPeek(out _))
        {
            batch.Clear();
            while (batch.Count < MostTogether && queue.Reader.TryRead(out var next)) batch.Add(next);

            await PublishAsync(batch, ct);
        }
    }

    private async Task PublishAsync(List<(TenantId Tenant, AuditEvent Event)> batch, CancellationToken ct)
    {
        while (await FailureAsync(batch, CancellationToken.None) is { } reason)
        {
            if (ct.IsCancellationRequested)
            {
                foreach (var each in batch) WriteDown(each, reason);
                return;
            }

            LogPostponed(batch.Count, reason);
            await Task.Delay(RetryAfter, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Publishes; null, or why not. A part that was taken before a failure comes again, and is known by its id.</summary>
    private async Task<string?> FailureAsync(List<(TenantId Tenant, AuditEvent Event)> batch, CancellationToken ct)
    {
        try
        {
            var events = batch.Select(each => Envelope(each.Tenant, each.Event)).ToList();
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

    private void WriteDown((TenantId Tenant, AuditEvent Event) each, string reason)
    {
        metrics.Unpublished(1);
        var impersonal = each.Event with { Personal = null };
        LogUnpublished(each.Tenant, reason, JsonSerializer.Serialize(impersonal, ContractsJson.Default.AuditEvent));
    }

    private CloudEvent<AuditEvent> Envelope(TenantId tenant, AuditEvent e) =>
        new(e.Id, host.ApplicationName, EventType, e.Time, e) { TenantId = tenant.ToString(), PartitionKey = tenant.ToString() };

    [LoggerMessage(LogLevel.Warning, "{Count} audit events wait for the broker: {Reason}")]
    private partial void LogPostponed(int count, string reason);

    // The one place where an event's content is logged: this line is then all there is of it.
    [LoggerMessage(LogLevel.Error, "An audit event of tenant {Tenant} could not be published ({Reason}): {Event}")]
    private partial void LogUnpublished(TenantId tenant, string reason, string @event);
}
