using Microsoft.Extensions.Options;
using Platform.Dapr;
using Platform.Learning.Boosting;
using Platform.Scoring;
using Platform.Scoring.Retraining;
using Platform.Trainer.Services;

namespace Platform.Trainer.Retraining;

/// <summary>A challenger to train, by its number in the search.</summary>
internal sealed record TrainingTask(RetrainingInput Input, string DataSet, int Chosen);

/// <summary>The model that was trained, or why there is none.</summary>
internal sealed record TrainedChallenger(string? Version, string? Problem);

/// <summary>Trains a challenger on the training part and registers it as a candidate.</summary>
internal sealed class TrainChallenger(RiskLog log, ModelsRegistry registry, DataSetFiles files, IOptions<TrainerOptions> options)
    : WorkflowActivity<TrainingTask, TrainedChallenger>
{
    public override async Task<TrainedChallenger> RunAsync(WorkflowActivityContext context, TrainingTask input)
    {
        var (tenant, ct) = (new Contracts.TenantId(input.Input.Tenant), context.CancellationToken);
        var file = await files.OpenAsync(tenant, input.DataSet, ct);
        var features = await log.FeaturesAsync(tenant, ct);
        if (features.Version != file.Summary.FeatureSet) return new(null, "The features were changed meanwhile; ask for a new retraining.");

        try
        {
            var chosen = new SearchSpace().Draw(input.Input.Challengers, (ulong)input.Input.Seed)[input.Chosen];
            var bytes = FraudModelTrainer.Train(
                features, file.ReadTraining(options.Value.MostRows), file.ReadOutOfTime(),
                new() { Ensemble = chosen with { Seed = input.Input.Seed } });
            await registry.AddAsync(tenant, bytes, (input.Input.By, input.DataSet, input.Input.Run), ct);
            return new(FraudModel.FromBytes(bytes).Version, null);
        }
        catch (Exception problem) when (problem is FraudTrainingException or XgboostException)
        {
            return new(null, problem.Message);
        }
    }
}
