using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Quotas;

/// <summary>
/// Measures every few minutes how many bytes each tenant's schema takes, the tables of all services with their indexes. It is a level, not
/// a count: the latest value replaces the one before.
/// </summary>
internal sealed partial class MeasureStorage(
    TenantDatabase database, QuotaStore store, WatchQuotas watch, IOptions<QuotasOptions> options, TimeProvider time,
    ILogger<MeasureStorage> logger) : BackgroundService
{
    /// <summary>Measures all tenants.</summary>
    public async Task HandleAsync(CancellationToken ct)
    {
        var month = Month.Of(time.GetUtcNow()).ToString();
        var sizes = await database.SizesAsync(ct);
        await store.NoteAsync([.. sizes.Select(size => (size.Key, new QuotaUsed(Quota.Storage, month, size.Value)))], ct);
        foreach (var tenant in sizes.Keys) watch.LookAt(tenant);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.StorageMinutes), time);
        do await TryAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await HandleAsync(ct);
        }
        catch (NpgsqlException e)
        {
            // The value before stays in force until the next round.
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Storage is measured later: {Reason}")]
    private partial void LogFailed(string reason);
}
