using Platform.Dapr;

namespace Platform.Workflows.Exports;

/// <summary>What exports are made of.</summary>
internal static class ExportServices
{
    public static void AddExports(this IServiceCollection services)
    {
        services.AddSingleton<ExportStore>();
        services.AddSingleton<ExportArchive>();
        services.AddSingleton<StartExport>();
    }

    public static void RegisterExports(this WorkflowRuntimeOptions workflows)
    {
        workflows.RegisterWorkflow<ExportTenant>();
        workflows.RegisterActivity<RemoveExport>();
        workflows.RegisterActivity<ListTables>();
        workflows.RegisterActivity<ExportTable>();
        workflows.RegisterActivity<DescribeExport>();
        workflows.RegisterActivity<RemoveOldExport>();
    }
}
