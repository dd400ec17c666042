using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Metering;

/// <summary>Forgets records counted long ago, in portions that hold no lock for long; what they counted stays.</summary>
internal sealed partial class ForgetUsageRecords(
    UsageStore usage, TenantDatabase database, TenantDirectory directory, IOptions<BillingOptions> options, TimeProvider time,
    ILogger<ForgetUsageRecords> logger) : BackgroundService
{
    private const int Portion = 5_000;
    private const int MaxPortions = 200;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Forgets what is due of one tenant.</summary>
    public async Task ForgetAsync(TenantId tenant, CancellationToken ct)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.RememberDays);
        var forgotten = Portion;
        for (var portion = 0; portion < MaxPortions && forgotten == Portion; portion++)
            forgotten = await usage.ForgetAsync(tenant, before, Portion, ct);
    }

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
        // Opening the schema of a tenant that is being erased would make it again.
        var tenants = await database.TenantsAsync(ct);
        foreach (var tenant in tenants.Where(tenant => directory.StandingOf(tenant) is not Standing.Gone)) await ForgetAsync(tenant, ct);
    }

    [LoggerMessage(LogLevel.Warning, "Could not forget old usage records")]
    private partial void LogFailed(Exception e);
}
