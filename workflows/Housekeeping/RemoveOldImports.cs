using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Imports;

namespace Platform.Workflows.Housekeeping;

/// <summary>What is due for an import.</summary>
internal enum Due
{
    Nothing,
    RemoveLeftovers,
    Forget,
}

/// <summary>Removes what ended imports left in blob storage, and forgets imports past their retention, and old days' work.</summary>
internal sealed partial class RemoveOldImports(
    ImportStore imports, BlobStore blobs, DailySchedule daily, IOptions<WorkflowsOptions> options, TimeProvider time,
    ILogger<RemoveOldImports> logger) : WorkflowActivity<DailyInput, DailyReport>
{
    public override async Task<DailyReport> RunAsync(WorkflowActivityContext context, DailyInput input)
    {
        var (tenant, ct) = (new TenantId(input.Tenant), context.CancellationToken);
        var (leftovers, forgotten) = (0, 0);
        foreach (var listed in await imports.ListAsync(tenant, ct))
        {
            var due = DueFor(await imports.FindAsync(tenant, listed.Id, ct), listed.CreatedAt, time.GetUtcNow(), options.Value);
            if (due is Due.Nothing) continue;

            leftovers += await RemoveLeftovers.RemoveAsync(blobs, new(input.Tenant, listed.Id), ct);
            if (due is not Due.Forget) continue;

            await imports.ForgetAsync(tenant, listed.Id, ct);
            forgotten++;
        }

        await daily.ForgetAsync(tenant, time.GetUtcNow().AddDays(-options.Value.RetentionDays), ct);
        LogDone(tenant, leftovers, forgotten);
        return new(leftovers, forgotten);
    }

    /// <summary>Decides what is due. One that was listed and never started counts by the day it was listed.</summary>
    public static Due DueFor(Import? import, DateTimeOffset listedAt, DateTimeOffset now, WorkflowsOptions options)
    {
        if (import is not null && ImportView.IsOpen(import.Status)) return Due.Nothing;

        var age = now - (import?.UpdatedAt ?? listedAt);
        return age >= TimeSpan.FromDays(options.RetentionDays) ? Due.Forget
            : age >= TimeSpan.FromDays(options.LeftoverDays) ? Due.RemoveLeftovers
            : Due.Nothing;
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Leftovers} leftovers of imports removed, {Forgotten} imports forgotten")]
    private partial void LogDone(TenantId tenant, int leftovers, int forgotten);
}
