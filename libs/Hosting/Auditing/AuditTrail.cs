using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>
/// Publishes audit events beside the calls that cause them: they are appended to a file, published from there in batches, and then
/// forgotten. What a killed process left is published by the next one; what comes twice is known by its id (adr/0021).
/// </summary>
internal sealed partial class AuditTrail(
    AuditSpool spool, PublishEvents publish, AuditingMetrics metrics, IOptions<AuditingOptions> options, TimeProvider time,
    ILogger<AuditTrail> logger)
    : BackgroundService, IAudit
{
    private const int MostTogether = 500;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookForDeadEvery = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock ending = new();
    private Task? lastLook;
    private long refuseUntil;

    /// <summary>Whether one more call may be carried out, so that there is room for its event.</summary>
    public bool HasRoom =>
        spool.WaitingBytes < options.Value.MaxWaitingBytes && time.GetUtcNow().Ticks >= Interlocked.Read(ref refuseUntil);

    public async ValueTask RecordAsync(TenantId tenant, AuditEvent e, CancellationToken ct)
    {
        var line = new SpoolLine(tenant, e);
        if (spool.WaitingBytes < RoomFor(e.Result) && TryAppend(line)) return;

        if (await publish.FailureAsync([line], ct) is { } reason) WriteDown(line, reason);
    }

    /// <summary>Publishes what still waits; what the broker does not take now stays on file for the next start.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Whoever stops a second time at once waits for the same look; with one of its own it would publish with a client that is disposed.
        Task look;
        lock (ending) look = lastLook ??= LookAsync(new(canceled: true));
        await look;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var looks = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, TimeSpan.Zero, LookForDeadEvery);
        while (!stoppingToken.IsCancellationRequested && await wake.Reader.WaitToReadAsync(stoppingToken))
        {
            wake.Reader.TryRead(out _);
            await Task.Delay(Gather, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LookAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            if (spool.TakeOver() is > 0 and var files) LogTakenOver(files);
            await DrainAsync(ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Looked at again with the next event, or the next look for the dead.
            LogNotRead(e.Message);
        }
    }

    // Refusals cost a stranger nothing, so they never take the room that changes need; calls under way get more than there is.
    private long RoomFor(AuditResult result) =>
        result is AuditResult.Denied ? options.Value.MaxWaitingBytes / 2 : 2L * options.Value.MaxWaitingBytes;

    private bool TryAppend(SpoolLine line)
    {
        try
        {
            spool.Append(line.Encode().Span);
            wake.Writer.TryWrite(true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Exchange(ref refuseUntil, (time.GetUtcNow() + RetryAfter).Ticks);
            LogNotOnFile(e.Message);
            return false;
        }
    }

    private async Task DrainAsync(CancellationToken ct)
    {
        while (spool.Oldest() is { } segment)
        {
            var (lines, torn) = SpoolLine.Decode(await File.ReadAllBytesAsync(segment, CancellationToken.None));
            if (torn > 0) LogTorn(torn, Path.GetFileName(segment));
            foreach (var batch in lines.Chunk(MostTogether))
            {
                if (!await PublishAsync(batch, ct)) return;
            }

            spool.Forget(segment);
        }
    }

    /// <summary>Whether the broker took it; it is asked until it does, or until the end.</summary>
    private async Task<bool> PublishAsync(SpoolLine[] batch, CancellationToken ct)
    {
        while (await publish.FailureAsync(batch, CancellationToken.None) is { } reason)
        {
            LogPostponed(batch.Length, reason);
            if (ct.IsCancellationRequested) return false;
            await Task.Delay(RetryAfter, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return true;
    }

    private void WriteDown(SpoolLine line, string reason)
    {
        metrics.Unpublished(1);
        var impersonal = line.Event with { Personal = null };
        LogUnpublished(line.Tenant, reason, JsonSerializer.Serialize(impersonal, ContractsJson.Default.AuditEvent));
    }

    [LoggerMessage(LogLevel.Information, "{Files} files of audit events of a process that ended are published")]
    private partial void LogTakenOver(int files);

    [LoggerMessage(LogLevel.Warning, "{Lines} lines of {File} are torn and skipped: their calls were never answered")]
    private partial void LogTorn(int lines, string file);

    [LoggerMessage(LogLevel.Warning, "{Count} audit events wait for the broker: {Reason}")]
    private partial void LogPostponed(int count, string reason);

    [LoggerMessage(LogLevel.Error, "An audit event cannot be put on file: {Reason}")]
    private partial void LogNotOnFile(string reason);

    [LoggerMessage(LogLevel.Error, "Audit events on file cannot be read or deleted: {Reason}")]
    private partial void LogNotRead(string reason);

    // The one place where an event's content is logged: this line is then all there is of it.
    [LoggerMessage(LogLevel.Error, "An audit event of tenant {Tenant} could not be published ({Reason}): {Event}")]
    private partial void LogUnpublished(TenantId tenant, string reason, string @event);
}
