using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Scoring;
using Platform.Scoring.Retraining;
using Platform.Trainer.Services;

namespace Platform.Trainer.Retraining;

/// <summary>A challenger to judge.</summary>
internal sealed record JudgingTask(RetrainingInput Input, string DataSet, string Challenger)
{
    public required IReadOnlyList<QualityFinding> Findings { get; init; }

    public SearchReport? Search { get; init; }
}

/// <summary>What the gate said, and of which champion.</summary>
internal sealed record JudgedChallenger(string? Champion, GateResult Gate);

/// <summary>Judges challenger and champion by the same events, which neither has learnt from, and writes the challenger's card.</summary>
internal sealed class JudgeChallenger(
    ModelsRegistry registry, DataSetFiles files, IOptions<TrainerOptions> options, TimeProvider time)
    : WorkflowActivity<JudgingTask, JudgedChallenger>
{
    public override async Task<JudgedChallenger> RunAsync(WorkflowActivityContext context, JudgingTask input)
    {
        var (tenant, ct) = (new TenantId(input.Input.Tenant), context.CancellationToken);
        var file = await files.OpenAsync(tenant, input.DataSet, ct);
        var (rows, how) = (file.ReadOutOfTime(), new EvaluationOptions { Seed = input.Input.Seed });
        var challenger = await JudgeAsync(tenant, input.Challenger, (file, rows, how), ct);
        var champion = await registry.ChampionAsync(tenant, ct) is { } model
            ? await JudgeAsync(tenant, model.Version, (file, rows, how), ct)
            : null;
        if (challenger is null) throw new FormatException("The challenger does not read the data set that it was trained on.");

        var differences = champion is null ? null : Evaluation.Difference(champion, challenger, rows, how);
        var gate = Gate.Decide(PolicyOf(options.Value), champion?.Figures, challenger.Figures, differences);

        // The same data give the same model again. It gains nothing on itself, and its card stays that of the run that made it champion.
        if (champion?.Figures.Model == input.Challenger) return new(input.Challenger, gate);

        var card = CardOf(input, file.Summary, challenger.Figures, gate) with { Champion = champion?.Figures, Differences = differences };
        await registry.KeepAsync(tenant, card, ct);
        return new(champion?.Figures.Model, gate);
    }

    private ModelCard CardOf(JudgingTask input, DataSetSummary summary, ModelEvaluation figures, GateResult gate) => new()
    {
        Model = input.Challenger,
        MadeAt = time.GetUtcNow(),
        IntendedUse = ModelCards.IntendedUse,
        DataSetVersion = input.DataSet,
        DataSet = summary,
        Findings = input.Findings,
        Search = input.Search,
        Evaluation = figures,
        Gate = gate,
        Limits = ModelCards.Limits,
    };

    // Null for a model of other features: it cannot be judged by these events, and would not decide them either.
    private async Task<EvaluatedModel?> JudgeAsync(
        TenantId tenant, string version, (DataSetFile File, DataSetRows Rows, EvaluationOptions How) by, CancellationToken ct)
    {
        var bytes = await registry.FileAsync(tenant, version, ct);
        var model = FraudModel.FromBytes(bytes);
        return Evaluation.CanJudge(model, by.File.Summary) ? Evaluation.Of(model, bytes.Length, by.Rows, by.How) : null;
    }

    private static GatePolicy PolicyOf(TrainerOptions options) =>
        options.Policy is "" ? GatePolicy.Default : GatePolicy.Parse(File.ReadAllText(options.Policy), options.Policy);
}
