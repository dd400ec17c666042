using Platform.Dapr;
using Platform.Workflows.Housekeeping;
using Platform.Workflows.Imports;

namespace Platform.Workflows;

/// <summary>The workflows and activities of this app. Their names are in histories: renaming a type breaks instances that run.</summary>
internal static class RegisteredWorkflows
{
    public static void RegisterAll(this WorkflowRuntimeOptions workflows)
    {
        workflows.RegisterWorkflow<ImportEvents>();
        workflows.RegisterWorkflow<CleanUpImport>();
        workflows.RegisterWorkflow<DailyHousekeeping>();
        workflows.RegisterActivity<SplitFile>();
        workflows.RegisterActivity<ImportChunk>();
        workflows.RegisterActivity<RemoveChunks>();
        workflows.RegisterActivity<RemoveLeftovers>();
        workflows.RegisterActivity<WriteRejected>();
        workflows.RegisterActivity<RemoveOldImports>();
    }
}
