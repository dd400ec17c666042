using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Trainer.Retraining;

/// <summary>What a retraining is started with.</summary>
internal sealed record RetrainingInput(string Tenant, string Run, string By)
{
    public string? Reason { get; init; }

    /// <summary>What was known then is learnt from; null: all that is known.</summary>
    public DateTimeOffset? AsOf { get; init; }

    public required int Challengers { get; init; }

    public required int TrainingDays { get; init; }

    public required int Seed { get; init; }
}

/// <summary>
/// Gathers what was known, tries challengers, judges the best of them by events that none of them has seen, and has it decide if it passes
/// the gate. Each step that is done is in the history; one that was interrupted is done again, and gives the same.
/// </summary>
internal sealed class RetrainModel : Workflow<RetrainingInput, RetrainingRun>
{
    public override async Task<RetrainingRun> RunAsync(WorkflowContext context, RetrainingInput input)
    {
        var steps = new Steps(context, new()
        {
            Id = input.Run,
            Status = RetrainingStatus.Running,
            Text = "Building the data set.",
            RequestedBy = input.By,
            Reason = input.Reason,
            StartedAt = new(context.CurrentUtcDateTime, TimeSpan.Zero),
        });
        try
        {
            await RunAsync(steps, input);
        }
        catch (WorkflowTaskFailedException failed)
        {
            steps.End(RetrainingStatus.Failed, $"A part of the platform was away for too long, and nothing changed: {failed.Message}");
        }

        return await context.CallActivityAsync<RetrainingRun>(
            nameof(RecordRun), new RunRecord(input.Tenant, steps.Run), WorkflowTaskOptions.Patient);
    }

    private static async Task RunAsync(Steps steps, RetrainingInput input)
    {
        var data = await steps.CallAsync<BuiltDataSet>(nameof(BuildDataSet), input);
        steps.Go(steps.Run with { DataSet = data.Version, Findings = data.Findings, Text = "Trying challengers." });
        if (data is not { Version: { } version, Problem: null })
        {
            steps.End(RetrainingStatus.Stopped, data.Problem ?? "There is no data set.");
            return;
        }

        var found = await steps.CallAsync<FoundChallenger>(nameof(SearchChallengers), new DataSetTask(input, version));
        steps.Go(steps.Run with { Search = found.Report, Text = "Training the best challenger." });
        var trained = found.Report is { } report
            ? await steps.CallAsync<TrainedChallenger>(nameof(TrainChallenger), new TrainingTask(input, version, report.Chosen))
            : new(null, found.Problem);
        if (trained.Version is not { } challenger)
        {
            steps.End(RetrainingStatus.Stopped, trained.Problem ?? "There is no challenger.");
            return;
        }

        steps.Go(steps.Run with { Challenger = challenger, Text = "Judging it beside the champion." });
        var judged = await steps.CallAsync<JudgedChallenger>(
            nameof(JudgeChallenger), new JudgingTask(input, version, challenger) { Findings = data.Findings, Search = found.Report });
        steps.Go(steps.Run with { Champion = judged.Champion, Gate = judged.Gate });
        if (!judged.Gate.Promotes)
        {
            steps.End(RetrainingStatus.Kept, judged.Gate.Text);
            return;
        }

        var refusal = await steps.CallAsync<string?>(
            nameof(PromoteChallenger), new PromotionTask(input.Tenant, new(challenger, input.By, judged.Gate.Text)));
        if (refusal is null) steps.End(RetrainingStatus.Promoted, judged.Gate.Text);
        else steps.End(RetrainingStatus.Kept, $"The champion stays, since scoring refused the challenger: {refusal}");
    }

    /// <summary>The run as it is shown, and the steps that it takes.</summary>
    private sealed class Steps(WorkflowContext context, RetrainingRun run)
    {
        public RetrainingRun Run { get; private set; } = run;

        public Task<T> CallAsync<T>(string activity, object input)
        {
            context.SetCustomStatus(Run);
            return context.CallActivityAsync<T>(activity, input, WorkflowTaskOptions.Patient);
        }

        public void Go(RetrainingRun next) => Run = next;

        public void End(RetrainingStatus status, string text) => Run = Run with
        {
            Status = status, Text = text, EndedAt = new(context.CurrentUtcDateTime, TimeSpan.Zero),
        };
    }
}
