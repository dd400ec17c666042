using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Housekeeping;

namespace Platform.Workflows.Exports;

/// <summary>Removes an export that nobody will fetch any more.</summary>
internal sealed class RemoveOldExport(ExportStore exports, IOptions<WorkflowsOptions> options, TimeProvider time)
    : WorkflowActivity<DailyInput, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, DailyInput input)
    {
        var (tenant, ct) = (new TenantId(input.Tenant), context.CancellationToken);
        if (await exports.FindAsync(tenant, ct) is not { } export || !IsOld(export)) return false;

        await exports.ForgetAsync(tenant, ct);
        return true;
    }

    private bool IsOld(TenantExport export) =>
        export.Status is not ExportStatus.Running
        && time.GetUtcNow() - export.RequestedAt >= TimeSpan.FromDays(options.Value.ExportDays);
}
