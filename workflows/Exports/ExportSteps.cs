using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Tenants;

namespace Platform.Workflows.Exports;

/// <summary>Removes the files of a tenant's export.</summary>
internal sealed class RemoveExport(BlobStore blobs) : WorkflowActivity<TenantTask, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, TenantTask input) =>
        await blobs.RemoveAllAsync(ExportNames.Folder(new(input.Tenant)), context.CancellationToken) > 0;
}

/// <summary>Asks which tables a tenant has.</summary>
internal sealed class ListTables(TenantRegistry registry) : WorkflowActivity<TenantTask, string[]>
{
    public override Task<string[]> RunAsync(WorkflowActivityContext context, TenantTask input) =>
        registry.TablesAsync(new(input.Tenant), context.CancellationToken);
}

/// <summary>Adds what the registry knows of the tenant.</summary>
internal sealed partial class DescribeExport(TenantRegistry registry, ILogger<DescribeExport> logger)
    : WorkflowActivity<ManifestTask, ExportManifest>
{
    public override async Task<ExportManifest> RunAsync(WorkflowActivityContext context, ManifestTask input)
    {
        var tenant = new TenantId(input.Tenant);
        LogExported(tenant, input.Tables.Length, input.Tables.Sum(table => table.Rows));
        return new()
        {
            Id = tenant,
            Tenant = await registry.FindAsync(tenant, context.CancellationToken),
            RequestedBy = input.By,
            StartedAt = input.StartedAt,
            CompletedAt = input.CompletedAt,
            Tables = input.Tables,
        };
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Tables} tables with {Rows} rows are exported")]
    private partial void LogExported(TenantId tenant, int tables, long rows);
}
