using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Learning.Boosting;
using Platform.Scoring;
using Platform.Scoring.Retraining;
using Platform.Trainer.Services;

namespace Platform.Trainer.Retraining;

/// <summary>A data set to work on.</summary>
internal sealed record DataSetTask(RetrainingInput Input, string DataSet);

/// <summary>How the best challenger was found, or why there is none.</summary>
internal sealed record FoundChallenger(SearchReport? Report, string? Problem);

/// <summary>Tries sets of options on growing parts of the training part.</summary>
internal sealed class SearchChallengers(DataSetFiles files, IOptions<TrainerOptions> options, TimeProvider time)
    : WorkflowActivity<DataSetTask, FoundChallenger>
{
    public override async Task<FoundChallenger> RunAsync(WorkflowActivityContext context, DataSetTask input)
    {
        var file = await files.OpenAsync(new(input.Input.Tenant), input.DataSet, context.CancellationToken);
        try
        {
            var search = new SearchOptions
            {
                Challengers = input.Input.Challengers,
                Budget = TimeSpan.FromSeconds(options.Value.SearchSeconds),
                Seed = input.Input.Seed,
            };
            var rows = file.ReadTraining(options.Value.MostRows);
            return new(SuccessiveHalving.Search(rows, new(), search, time, ct: context.CancellationToken).Report, null);
        }
        catch (Exception problem) when (problem is FraudTrainingException or XgboostException)
        {
            return new(null, problem.Message);
        }
    }
}
