using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Postgres;

namespace Platform.Ingest.Metering;

/// <summary>Says every few seconds how many events each tenant had accepted, exactly: see adr/0023.</summary>
/// <remarks>What a failed publish leaves behind, the outbox relay publishes later, under the same ids.</remarks>
internal sealed partial class MeterEvents(
    AcceptedCounts store, TenantsToMeter tenants, TenantDatabase database, TenantDirectory directory, DaprClient dapr,
    IServiceProvider services) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly TimeProvider time = services.GetRequiredService<TimeProvider>();
    private readonly ILogger<MeterEvents> logger = services.GetRequiredService<ILogger<MeterEvents>>();
    private bool looked;

    /// <summary>Meters what a tenant had accepted so far.</summary>
    public async Task MeterAsync(TenantId tenant, CancellationToken ct)
    {
        while (await store.StoreAsync(tenant, ct) is { } usage)
        {
            await PublishAsync(Topics.Usage, usage.Body, ct);
            await store.PublishedAsync(tenant, usage.Row, ct);
        }
    }

    /// <summary>Publishes a stored body: at once, or from the outbox.</summary>
    /// <exception cref="DaprException">The broker did not take it.</exception>
    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var response = await dapr.BulkPublishRawAsync(Topics.PubSub, topic, body, ct);
        if (response.FailedEntries is [var first, ..]) throw new DaprException($"The broker refused usage: {first.ErrorMessage}");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(() => NoteAllAsync(stoppingToken));
            foreach (var tenant in tenants.Take().Where(tenant => directory.StandingOf(tenant) is not Standing.Gone))
                if (!await TryAsync(() => MeterAsync(tenant, stoppingToken))) tenants.Add(tenant);
        }
    }

    // Once: a crash may have left counts of anyone. The schema of a tenant that is gone would be made again.
    private async Task NoteAllAsync(CancellationToken ct)
    {
        if (looked) return;
        foreach (var tenant in await database.TenantsAsync(ct))
            if (directory.StandingOf(tenant) is not Standing.Gone) tenants.Add(tenant);
        looked = true;
    }

    private async Task<bool> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            LogLater(e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Usage is not announced yet: {Reason}")]
    private partial void LogLater(string reason);
}
