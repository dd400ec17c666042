using Microsoft.Extensions.Options;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>
/// Seals, every hour, what is older than <see cref="AuditOptions.RetentionDays"/>: contents go, and what proves the rest stays. Only what
/// is as it was signed is sealed, so that nothing altered is sealed away.
/// </summary>
internal sealed partial class SealOldEntries(
    SealedStore log, ProofStore hashes, TenantDatabase database, IOptions<AuditOptions> options, TimeProvider time,
    ILogger<SealOldEntries> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.RetentionDays is not { } days) return;

        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await database.ForEachAsync(
                tenant => SealAsync(tenant, time.GetUtcNow() - TimeSpan.FromDays(days), stoppingToken),
                e => LogPostponed(e.Message), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SealAsync(TenantId tenant, DateTimeOffset before, CancellationToken ct)
    {
        if (await log.DueAsync(tenant, before, ct) is not var (checkpoint, chain)) return;

        var nodes = new TreeRange(0, checkpoint.Size).Nodes().ToList();
        var roots = await hashes.HashesAsync(
            tenant, [.. nodes.Select(node => new TreeRange(node.Index << node.Level, (node.Index + 1) << node.Level))], ct);
        if (roots is null || chain != checkpoint.Chain || RootOf(checkpoint.Size, roots) != checkpoint.Root)
        {
            LogAltered(tenant, checkpoint.Size);
            return;
        }

        var gone = await log.SealAsync(tenant, new(checkpoint.Size, chain, [.. roots.Select(root => root.ToString())]), ct);
        LogSealed(tenant, gone, checkpoint.Size);
    }

    private static string RootOf(long size, IReadOnlyList<Digest> roots)
    {
        using var hasher = new LogHasher();
        return new Frontier(size, roots).Root(hasher).ToString();
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Entries} audit entries sealed, {Size} in all")]
    private partial void LogSealed(TenantId tenant, long entries, long size);

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}: the first {Size} audit entries are not those that were signed; they are not sealed")]
    private partial void LogAltered(TenantId tenant, long size);

    [LoggerMessage(LogLevel.Warning, "Sealing old audit entries is postponed: {Reason}")]
    private partial void LogPostponed(string reason);
}
