using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Postgres;

namespace Platform.Risk.Security;

/// <summary>Judges security events as they are delivered, by the same handlers as the calls, and announces what is found.</summary>
/// <remarks>
/// Threats of detectors that learn are stored in the transaction that learns, and only those of events that were not known before: an
/// event that is delivered again is known and says nothing. Rules keep nothing, so their threats are found again, under the same ids.
/// </remarks>
internal sealed partial class JudgeSecurityEvents(
    SecurityDetectors detectors, Outbox outbox, DaprClient dapr, TimeProvider time, ILogger<JudgeSecurityEvents> logger)
    : IHandleBatch<SecurityEvent>
{
    public async Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<SecurityEvent>> events, CancellationToken ct)
    {
        foreach (var tenant in events.GroupBy(e => e.Tenant))
            await JudgeAsync(tenant.Key, [.. tenant.Select(e => e.Data).DistinctBy(e => e.Id)], ct);

        return [.. Enumerable.Repeat(Delivery.Success, events.Count)];
    }

    private async Task JudgeAsync(TenantId tenant, IReadOnlyList<SecurityEvent> events, CancellationToken ct)
    {
        var announcement = new ThreatAnnouncement(tenant, outbox, time.GetUtcNow());
        var byRules = detectors.Rules.Handle(tenant, events, ct).Threats;
        await detectors.Behavior.HandleAsync(tenant, events, announcement, ct);
        if (events.Any(e => e.Kind is SecurityEventKind.Network)) await detectors.Network.HandleAsync(tenant, events, announcement, ct);

        // When the broker is away this throws, and the delivery comes again: only what is stored may wait.
        foreach (var body in announcement.Bodies(byRules)) await dapr.BulkPublishWholeAsync(Topics.PubSub, Topics.Threats, body, ct);
        foreach (var row in announcement.Stored) await PublishAsync(tenant, row, ct);
    }

    private async Task PublishAsync(TenantId tenant, StoredThreats row, CancellationToken ct)
    {
        try
        {
            await dapr.BulkPublishWholeAsync(Topics.PubSub, Topics.Threats, row.Body, ct);
            await outbox.DeleteAsync(tenant, row.Id, ct);
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            LogNotAnnounced(tenant, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Threats of tenant {Tenant} are stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(TenantId tenant, string reason);
}

/// <summary>What looks at security events.</summary>
internal sealed record SecurityDetectors(DetectThreats Rules, AnalyzeBehavior Behavior, MonitorNetwork Network);
