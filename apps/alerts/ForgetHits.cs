using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Alerts;

/// <summary>Forgets decisions counted long ago, in portions that hold no lock for long.</summary>
internal sealed partial class ForgetHits(
    AlertLedger ledger, TenantDatabase database, IOptions<AlertsOptions> options, TimeProvider time, ILogger<ForgetHits> logger)
    : BackgroundService
{
    private const int Portion = 5_000;
    private const int MaxPortions = 200;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAllAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Nothing depends on it now; the next round does it.
                LogFailed(e);
            }
        }
    }

    private async Task ForgetAllAsync(CancellationToken ct)
    {
        foreach (var tenant in await database.TenantsAsync(ct))
        {
            await ForgetAsync(tenant, ct);
        }
    }

    private async Task ForgetAsync(TenantId tenant, CancellationToken ct)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.RememberDays);
        var forgotten = Portion;
        for (var portion = 0; portion < MaxPortions && forgotten == Portion; portion++)
        {
            forgotten = await ledger.ForgetAsync(tenant, before, Portion, ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not forget old decisions")]
    private partial void LogFailed(Exception e);
}
