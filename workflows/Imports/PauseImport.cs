using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>Pauses the import that asks for it; done twice it is paused all the same.</summary>
internal sealed partial class PauseImport(ImportStore imports, ILogger<PauseImport> logger) : WorkflowActivity<ImportKey, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, ImportKey input)
    {
        await imports.PauseAsync(new(input.Tenant), input.Id, context.CancellationToken);
        LogPaused(input.Tenant, input.Id);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: import {Id} paused itself, since a quota is used up")]
    private partial void LogPaused(string tenant, string id);
}
