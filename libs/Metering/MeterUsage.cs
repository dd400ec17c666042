using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Metering;

/// <summary>Says every five seconds what each tenant used, exactly: see adr/0023.</summary>
/// <remarks>What a failed publish leaves behind, the outbox relay publishes later, under the same ids.</remarks>
/// <param name="source">Knows the usage.</param>
/// <param name="tenants">Whose it is.</param>
/// <param name="outbox">Keeps what is not published yet.</param>
/// <param name="dapr">Publishes.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what has to wait.</param>
public sealed partial class MeterUsage(
    IUsageSource source, TenantsToMeter tenants, Outbox outbox, DaprClient dapr, TimeProvider time, ILogger<MeterUsage> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Meters what a tenant used so far.</summary>
    /// <param name="tenant">Whose usage.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When all of it is published.</returns>
    /// <exception cref="DaprException">The broker did not take it; the relay publishes it later.</exception>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task MeterAsync(TenantId tenant, CancellationToken ct)
    {
        while (await source.StoreAsync(tenant, ct) is { } usage)
        {
            await dapr.BulkPublishWholeAsync(Topics.PubSub, Topics.Usage, usage.Body, ct);
            await outbox.DeleteAsync(tenant, usage.Row, ct);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(() => tenants.AddAllOnceAsync(stoppingToken));
            foreach (var tenant in tenants.Take())
                if (!await TryAsync(() => MeterAsync(tenant, stoppingToken))) tenants.Add(tenant);
        }
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
