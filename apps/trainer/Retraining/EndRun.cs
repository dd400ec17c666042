using Platform.Contracts;
using Platform.Dapr;
using Platform.Trainer.Services;

namespace Platform.Trainer.Retraining;

/// <summary>A model that is to decide.</summary>
internal sealed record PromotionTask(string Tenant, Promotion Promotion);

/// <summary>Has the challenger decide; gives why it may not.</summary>
internal sealed class PromoteChallenger(ModelsRegistry registry) : WorkflowActivity<PromotionTask, string?>
{
    public override Task<string?> RunAsync(WorkflowActivityContext context, PromotionTask input) =>
        registry.PromoteAsync(new(input.Tenant), input.Promotion, context.CancellationToken);
}

/// <summary>A run that ended.</summary>
internal sealed record RunRecord(string Tenant, RetrainingRun Run);

/// <summary>Keeps the report of a run, and removes what it left on this machine.</summary>
internal sealed class RecordRun(ModelsRegistry registry, DataSetFiles files) : WorkflowActivity<RunRecord, RetrainingRun>
{
    public override async Task<RetrainingRun> RunAsync(WorkflowActivityContext context, RunRecord input)
    {
        await registry.KeepAsync(new(input.Tenant), input.Run, context.CancellationToken);
        if (input.Run.DataSet is { } version) files.Forget(version);
        return input.Run;
    }
}
