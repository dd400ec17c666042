using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>Signs, every minute, the logs that grew since; at start all of them, since nobody knows what a crash left unsigned.</summary>
internal sealed partial class SignCheckpoints(
    AuditLedger ledger, AuditKeys keys, TenantDatabase database, IOptions<AuditOptions> options, TimeProvider time,
    ILogger<SignCheckpoints> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<TenantId, bool> touched = new();

    /// <summary>Says that a log grew.</summary>
    public void Touch(TenantId tenant) => touched.TryAdd(tenant, true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.CheckpointSeconds), time);
        var isFirst = true;
        do
        {
            try
            {
                await keys.RefreshAsync(stoppingToken);
                if (isFirst) await TouchAllAsync(stoppingToken);
                isFirst = false;
                await SignTouchedAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException && !stoppingToken.IsCancellationRequested)
            {
                LogPostponed(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TouchAllAsync(CancellationToken ct)
    {
        foreach (var tenant in await database.TenantsAsync(ct)) Touch(tenant);
    }

    // Taken off the list before, so that what is added meanwhile puts it there again; put back when it could not be signed.
    private async Task SignTouchedAsync(CancellationToken ct)
    {
        foreach (var tenant in keys.Current is null ? [] : touched.Keys)
        {
            touched.TryRemove(tenant, out _);
            try
            {
                await ledger.SignAsync(tenant, ct);
            }
            catch (Exception e)
            {
                Touch(tenant);
                // Each by itself: a tenant whose own database is away must not keep the others unsigned.
                if (e is not NpgsqlException) throw;
                LogPostponed(e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Signing checkpoints is postponed: {Reason}")]
    private partial void LogPostponed(string reason);
}
