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
        // Nothing depends on it now: what fails, the next round does.
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await database.ForEachAsync(tenant => ForgetDueAsync(tenant, stoppingToken), LogFailed, stoppingToken);
    }

    // Opening the schema of a tenant that is being erased would make it again.
    private Task ForgetDueAsync(TenantId tenant, CancellationToken ct) =>
        directory.StandingOf(tenant) is Standing.Gone ? Task.CompletedTask : ForgetAsync(tenant, ct);

    [LoggerMessage(LogLevel.Warning, "Could not forget old usage records")]
    private partial void LogFailed(Exception e);
}
