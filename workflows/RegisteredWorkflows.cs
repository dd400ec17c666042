using Platform.Dapr;
using Platform.Workflows.Billing;
using Platform.Workflows.Exports;
using Platform.Workflows.Housekeeping;
using Platform.Workflows.Imports;
using Platform.Workflows.Tenants;

namespace Platform.Workflows;

/// <summary>The workflows and activities of this app. Their names are in histories: renaming a type breaks instances that run.</summary>
internal static class RegisteredWorkflows
{
    public static void RegisterAll(this WorkflowRuntimeOptions workflows)
    {
        workflows.RegisterWorkflow<ImportEvents>();
        workflows.RegisterWorkflow<CleanUpImport>();
        workflows.RegisterWorkflow<DailyHousekeeping>();
        workflows.RegisterWorkflow<OnboardTenant>();
        workflows.RegisterWorkflow<EraseTenant>();
        workflows.RegisterActivity<ProvisionService>();
        workflows.RegisterActivity<CheckStateStore>();
        workflows.RegisterActivity<ActivateTenant>();
        workflows.RegisterActivity<UndoOnboarding>();
        workflows.RegisterActivity<EraseService>();
        workflows.RegisterActivity<EraseImports>();
        workflows.RegisterActivity<CountRows>();
        workflows.RegisterActivity<CertifyErasure>();
        workflows.RegisterActivity<SplitFile>();
        workflows.RegisterActivity<ImportChunk>();
        workflows.RegisterActivity<PauseImport>();
        workflows.RegisterActivity<RemoveChunks>();
        workflows.RegisterActivity<RemoveLeftovers>();
        workflows.RegisterActivity<WriteRejected>();
        workflows.RegisterActivity<RemoveOldImports>();
        workflows.RegisterBilling();
        workflows.RegisterExports();
    }
}
