using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>What imports are made of.</summary>
internal static class ImportServices
{
    public static void AddImports(this IServiceCollection services)
    {
        services.AddSingleton<WorkflowsMetrics>();
        services.AddSingleton<BlobStore>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<SendEvents>();
        services.AddSingleton<StartImport>();
        services.AddSingleton<ChangeImport>();
    }
}
