using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Quotas;

/// <summary>
/// Looks every few seconds at the tenants whose usage or limits changed, announces what they reached, and puts it into the directory, which
/// every service reads. Deliveries only note what they counted; a note that a crash loses comes again with the tenant's next usage.
/// </summary>
internal sealed partial class WatchQuotas(
    QuotaStore store, AnnounceQuotas announce, PriceBook book, IOptions<QuotasOptions> options, TimeProvider time,
    ILogger<WatchQuotas> logger) : BackgroundService
{
    private const int MostAtOnce = 500;
    private readonly ConcurrentDictionary<TenantId, IReadOnlyList<QuotaUsed>> noted = new();

    /// <summary>Notes what a tenant used in the running month; memory only.</summary>
    public void Note(TenantId tenant, Month month, IReadOnlyDictionary<UsageMeter, long> units) => noted[tenant] = Counted(month, units);

    /// <summary>Has a tenant looked at whose limits changed.</summary>
    public void LookAt(TenantId tenant) => noted.TryAdd(tenant, []);

    /// <summary>The quotas that are counted, with a month's units.</summary>
    public static IReadOnlyList<QuotaUsed> Counted(Month month, IReadOnlyDictionary<UsageMeter, long> units) =>
    [
        new(Quota.Events, month.ToString(), units.GetValueOrDefault(UsageMeter.Events)),
        new(Quota.Scores, month.ToString(), units.GetValueOrDefault(UsageMeter.Scores)),
    ];

    // All tenants once: prices may have changed meanwhile, and with them the limits of plans.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LookSeconds), time);
        var looked = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            looked = looked || await TryAsync(() => LookAtAllAsync(stoppingToken));
            while (noted.Take(MostAtOnce).ToArray() is { Length: > 0 } portion)
            {
                foreach (var note in portion) noted.TryRemove(note);
                if (await TryAsync(() => LookAsync(portion, stoppingToken))) continue;

                // What came meanwhile is newer.
                foreach (var (tenant, used) in portion) noted.TryAdd(tenant, used);
                break;
            }
        }
    }

    private async Task LookAtAllAsync(CancellationToken ct)
    {
        foreach (var tenant in await store.TenantsAsync(ct)) LookAt(tenant);
    }

    private async Task LookAsync(IReadOnlyCollection<KeyValuePair<TenantId, IReadOnlyList<QuotaUsed>>> notes, CancellationToken ct)
    {
        await store.NoteAsync([.. notes.SelectMany(note => note.Value.Select(used => (note.Key, used)))], ct);
        foreach (var use in await store.UsesAsync([.. notes.Select(note => note.Key)], ct)) await TellAsync(use, ct);
    }

    // Announced before it is told: a crash between the two announces nothing twice, and forgets nothing.
    private async Task TellAsync(TenantQuotaUse use, CancellationToken ct)
    {
        // Opening the schema of a tenant that is gone would make it again.
        if (use.Tenant.Status is TenantStatus.Erasing or TenantStatus.Erased) return;

        var (limits, month) = (QuotaLimits.Of(use.Tenant, book), Month.Of(time.GetUtcNow()));
        var changed = use.Used.Where(used => used.ToldPercent(limits, month) != used.Told).ToList();
        if (changed.Count == 0) return;

        await announce.HandleAsync(use.Tenant.Id, changed, limits, ct);
        await store.TellAsync(use.Tenant.Id, changed.ToDictionary(used => used.Quota, used => used.ToldPercent(limits, month)), ct);
        LogTold(use.Tenant.Id, changed.Count);
    }

    private async Task<bool> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (NpgsqlException e)
        {
            LogLater(e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Tenant {Tenant}: services are told of {Quotas} quotas")]
    private partial void LogTold(TenantId tenant, int quotas);

    [LoggerMessage(LogLevel.Warning, "Quotas are looked at later: {Reason}")]
    private partial void LogLater(string reason);
}
