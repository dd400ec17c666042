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
        // Nothing depends on it now: what fails, the next round does.
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await database.ForEachAsync(tenant => ForgetAsync(tenant, stoppingToken), LogFailed, stoppingToken);
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
