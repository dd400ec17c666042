using Platform.Contracts;
using Platform.Dapr;
using Platform.Trainer.Retraining;

namespace Platform.Trainer.Tests.Retraining;

/// <summary>What the activities of a test give, and what they were asked.</summary>
internal sealed class Steps
{
    private static readonly QualityFinding Odd = new("odd", FindingSeverity.Warn, "Something is odd.");

    public BuiltDataSet Built { get; set; } = new("set-1", [Odd], null);

    public FoundChallenger Found { get; set; } = new(new(1, [], false, "2 challengers"), null);

    public TrainedChallenger Challenger { get; set; } = new("new", null);

    public GateResult Gate { get; set; } = new(true, "It is better.", []);

    public string? Refusal { get; set; }

    /// <summary>How often judging fails before it does not.</summary>
    public int Failures { get; set; }

    /// <summary>The run as somebody who asks is shown it.</summary>
    public Func<RetrainingRun?> Look { get; set; } = () => null;

    /// <summary>What was shown at each step.</summary>
    public List<string?> Texts { get; } = [];

    public List<TrainingTask> Trained { get; } = [];

    public List<JudgingTask> Judged { get; } = [];

    public List<PromotionTask> Promoted { get; } = [];

    public List<RunRecord> Kept { get; } = [];

    public void Register(WorkflowRuntimeOptions options)
    {
        options.RegisterWorkflow<RetrainModel>();
        options.RegisterActivity<RetrainingInput, BuiltDataSet>(nameof(BuildDataSet), (_, _) => Give(Built));
        options.RegisterActivity<DataSetTask, FoundChallenger>(nameof(SearchChallengers), (_, _) => Give(Found));
        options.RegisterActivity<TrainingTask, TrainedChallenger>(nameof(TrainChallenger), (_, task) => Give(Challenger, task, Trained));
        options.RegisterActivity<JudgingTask, JudgedChallenger>(nameof(JudgeChallenger), (_, task) => Failures-- > 0
            ? throw new DaprException("Models answered 503.")
            : Give(new JudgedChallenger("old", Gate), task, Judged));
        options.RegisterActivity<PromotionTask, string?>(nameof(PromoteChallenger), (_, task) => Give(Refusal, task, Promoted));
        options.RegisterActivity<RunRecord, RetrainingRun>(nameof(RecordRun), (_, record) => Give(record.Run, record, Kept));
    }

    private Task<T> Give<T, TTask>(T result, TTask task, List<TTask> asked)
    {
        asked.Add(task);
        return Give(result);
    }

    private Task<T> Give<T>(T result)
    {
        var shown = Look();
        Assert.Equal(RetrainingStatus.Running, shown?.Status);
        Texts.Add(shown?.Text);
        return Task.FromResult(result);
    }
}
