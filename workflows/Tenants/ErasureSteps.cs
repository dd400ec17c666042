using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Exports;
using Platform.Workflows.Housekeeping;
using Platform.Workflows.Imports;

namespace Platform.Workflows.Tenants;

/// <summary>Has a service remove what it keeps of a tenant outside its tables.</summary>
internal sealed class EraseService(TenantRegistry registry) : WorkflowActivity<ServiceTask, ErasedItem[]>
{
    public override async Task<ErasedItem[]> RunAsync(WorkflowActivityContext context, ServiceTask input) =>
        [.. await registry.EraseAsync(input.Service, new(input.Tenant), context.CancellationToken)];
}

/// <summary>Counts what the database holds of a tenant, while it is there.</summary>
internal sealed class CountRows(TenantRegistry registry) : WorkflowActivity<TenantTask, ErasedItem[]>
{
    public override async Task<ErasedItem[]> RunAsync(WorkflowActivityContext context, TenantTask input) =>
        [.. await registry.CountAsync(new(input.Tenant), context.CancellationToken)];
}

/// <summary>Removes a tenant's imports, its export, its blobs and its daily work.</summary>
internal sealed class EraseImports(ImportStore imports, ExportStore exports, BlobStore blobs, DailySchedule daily)
    : WorkflowActivity<TenantTask, ErasedItem[]>
{
    public override async Task<ErasedItem[]> RunAsync(WorkflowActivityContext context, TenantTask input)
    {
        var (tenant, ct) = (new TenantId(input.Tenant), context.CancellationToken);
        await daily.CancelAsync(tenant, ct);
        await exports.EndAsync(tenant, ct);
        var listed = await imports.ListAsync(tenant, ct);
        foreach (var import in listed)
        {
            if (await imports.FindAsync(tenant, import.Id, ct) is { } found && ImportView.IsOpen(found.Status))
                await imports.CancelAsync(tenant, import.Id, ct);
            await imports.ForgetAsync(tenant, import.Id, ct);
        }

        await imports.ForgetListAsync(tenant, ct);
        var files = await blobs.RemoveAllAsync(ImportNames.Everything(tenant), ct);
        return [new("workflows", "imports", listed.Count), new("workflows", "files", files)];
    }
}

/// <summary>Ends an erasure with its certificate.</summary>
internal sealed partial class CertifyErasure(TenantRegistry registry, ILogger<CertifyErasure> logger)
    : WorkflowActivity<ErasureTask, ErasureCertificate>
{
    public override async Task<ErasureCertificate> RunAsync(WorkflowActivityContext context, ErasureTask input)
    {
        var tenant = new TenantId(input.Tenant);
        var record = new ErasureRecord(input.By, input.Items);
        var certificate = await registry.FinishErasureAsync(tenant, record, context.CancellationToken);
        LogErased(tenant, input.By);
        return certificate ?? throw new DaprException($"The tenant {tenant} is not being erased.");
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant} is erased, asked for by {By}")]
    private partial void LogErased(TenantId tenant, string by);
}
