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
        var inForce = await registry.ChampionAsync(tenant, ct);
        if (inForce?.Version == input.Challenger)
            return new(inForce.Version, new(false, "The champion stays: what is known gives the same model again.", []));

        var file = await files.OpenAsync(tenant, input.DataSet, ct);
        var (rows, how) = (file.ReadOutOfTime(), new EvaluationOptions { Seed = input.Input.Seed });
        var challenger = await JudgeAsync(tenant, input.Challenger, (file, rows, how), ct);
        var champion = inForce is null ? null : await JudgeAsync(tenant, inForce.Version, (file, rows, how), ct);
        if (challenger is null) throw new FormatException("The challenger does not read the data set that it was trained on.");

        var differences = champion is null ? null : Evaluation.Difference(champion, challenger, rows, how);
        var gate = Gate.Decide(PolicyOf(options.Value), champion?.Figures, challenger.Figures, differences);
        var card = new ModelCard
        {
            Model = input.Challenger,
            MadeAt = time.GetUtcNow(),
            IntendedUse = ModelCards.IntendedUse,
            DataSetVersion = input.DataSet,
            DataSet = file.Summary,
            Findings = input.Findings,
            Search = input.Search,
            Evaluation = challenger.Figures,
            Champion = champion?.Figures,
            Differences = differences,
            Gate = gate,
            Limits = ModelCards.Limits,
        };
        await registry.KeepAsync(tenant, card, ct);
        return new(champion?.Figures.Model, gate);
    }

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
