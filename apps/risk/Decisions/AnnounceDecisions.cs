using System.Threading.Channels;
using Npgsql;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Risk.Decisions;

/// <summary>Publishes batches of decisions in order, beside the scoring of the next ones.</summary>
/// <remarks>A batch is durable with its announcement before it gets here, so one that fails is left to the outbox relay.</remarks>
internal sealed partial class AnnounceDecisions(DecisionStore store, DaprClient dapr, ILogger<AnnounceDecisions> logger) : BackgroundService
{
    private const string Source = "risk";
    private const string EventType = "platform.decision";
    private const int MostWaiting = 8;

    private readonly Channel<Announcement> waiting = Channel.CreateBounded<Announcement>(MostWaiting);

    /// <summary>Encodes decisions as one bulk body.</summary>
    public static byte[] Encode(TenantId tenant, IReadOnlyList<DecisionRow> rows)
    {
        var events = new CloudEvent<Decision>[rows.Count];
        var text = tenant.ToString();
        for (var i = 0; i < events.Length; i++)
        {
            var decision = rows[i].ToDecision(withFeatures: false);
            events[i] = new(decision.Id, Source, EventType, decision.DecidedAt, decision)
            {
                TenantId = text,
                PartitionKey = $"{text}|{decision.Transaction.Account}",
            };
        }

        return BulkBody.Encode(events, ContractsJson.Default.Decision);
    }

    /// <summary>Hands a written batch over; waits while too many are under way.</summary>
    public ValueTask AddAsync(Announcement announcement, CancellationToken ct) => waiting.Writer.WriteAsync(announcement, ct);

    /// <summary>Publishes a bulk body: at once, or from the outbox.</summary>
    /// <exception cref="DaprException">The broker did not take all of it.</exception>
    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var response = await dapr.BulkPublishRawAsync(Topics.PubSub, topic, body, ct);
        if (response.FailedEntries is [var first, ..])
            throw new DaprException($"The broker refused {response.FailedEntries.Count} decisions: {first.ErrorMessage}");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var announcement in waiting.Reader.ReadAllAsync(stoppingToken)) await AnnounceAsync(announcement, stoppingToken);
    }

    private async Task AnnounceAsync(Announcement announcement, CancellationToken ct)
    {
        try
        {
            await PublishAsync(Topics.Decisions, announcement.Body, ct);
            await store.AnnouncedAsync(announcement.Tenant, announcement.Row, ct);
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            LogNotAnnounced(announcement.Tenant, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Decisions of tenant {Tenant} are stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(TenantId tenant, string reason);
}

/// <summary>A written batch of decisions.</summary>
internal sealed record Announcement(TenantId Tenant, Guid Row, ReadOnlyMemory<byte> Body);
