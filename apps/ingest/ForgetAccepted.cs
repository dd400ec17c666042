using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Ingest;

/// <summary>Forgets ids whose time is over, in portions that hold no lock for long.</summary>
internal sealed partial class ForgetAccepted(
    AcceptedStore accepted, TenantDatabase database, IOptions<IngestOptions> options, TimeProvider time, ILogger<ForgetAccepted> logger)
    : BackgroundService
{
    private const int Portion = 5_000;
    private const int MaxPortions = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.ForgetEveryMinutes), time);
        // Nothing depends on it now: what fails, the next round does.
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await database.ForEachAsync(tenant => ForgetAsync(tenant, stoppingToken), LogFailed, stoppingToken);
    }

    private async Task ForgetAsync(TenantId tenant, CancellationToken ct)
    {
        var total = 0;
        for (var portion = 0; portion < MaxPortions; portion++)
        {
            var forgotten = await accepted.ForgetAsync(tenant, Portion, ct);
            total += forgotten;
            if (forgotten < Portion)
            {
                break;
            }
        }

        if (total > 0)
        {
            LogForgot(total, tenant);
        }
    }

    [LoggerMessage(LogLevel.Information, "Forgot {Count} ids of tenant {Tenant}")]
    private partial void LogForgot(int count, TenantId tenant);

    [LoggerMessage(LogLevel.Warning, "Could not forget old ids")]
    private partial void LogFailed(Exception e);
}
