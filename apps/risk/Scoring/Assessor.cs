using Platform.Contracts;
using Platform.Risk.Lists;
using Platform.Risk.RuleLanguage;
using Platform.Scoring;

namespace Platform.Risk.Scoring;

/// <summary>
/// Turns the features of an event into a score, a verdict and reasons: by rules, models and lists alone, without history.
/// </summary>
/// <remarks>
/// The same features, rules, models, guards, options and facts of lists give the same bits, now or in a year. Rules always decide: a model
/// that fails is left out of the decision, which says so. Not safe for several threads.
/// </remarks>
internal sealed class Assessor(TransactionFeatures set, RuleSet rules, ModelSeats models, ScoringOptions options)
{
    private readonly ModelInput modelInput = new(set);
    private readonly float[] row = new float[ModelInput.Columns];
    private readonly double[] pieces = new double[rules.Rules.Count + 2];

    public RuleSet Rules { get; } = rules;

    public ModelSeats Models { get; } = models;

    /// <summary>What the forest read of the latest event.</summary>
    public ReadOnlySpan<float> Row => row;

    /// <summary>Evidence of each rule for the latest event.</summary>
    public ReadOnlySpan<double> RulePieces => pieces.AsSpan(..^2);

    /// <summary>Evidence of the forest for the latest event.</summary>
    public double ForestPiece => pieces[^2];

    /// <summary>Evidence of the ensemble for the latest event.</summary>
    public double EnsemblePiece => pieces[^1];

    public Judgement Judge(RuleInput input)
    {
        modelInput.Write(input.Features, row);
        for (var i = 0; i < Rules.Rules.Count; i++) pieces[i] = Rules.Rules[i].Evidence(input);

        var forest = Ask(Models.Forest, Models.ForestGuard, row);
        var ensemble = Ask(Models.Ensemble, Models.EnsembleGuard, input.Features);
        pieces[^2] = double.IsNaN(forest) ? 0 : options.ModelWeight * forest;
        pieces[^1] = double.IsNaN(ensemble) ? 0 : options.EnsembleWeight * ensemble;
        var score = Evidence.Combine(pieces);
        var hits = input.Lists.Hits;
        var verdict = Verdicts.After(Verdicts.Of(score, pieces, Rules, options), hits);
        var reasons = score >= options.ExplainFrom || verdict > Verdict.Allow ? Explain(score, ensemble, input) : [];

        return new(score, verdict, hits.Count is 0 ? reasons : [.. hits.Select(ListReason.Of), .. reasons])
        {
            ModelScore = forest, EnsembleScore = ensemble, Degraded = Missing(forest, ensemble),
        };
    }

    private static double Ask(IScoringModel? model, IModelGuard guard, ReadOnlySpan<float> vector)
    {
        if (model is null || !guard.MayRun()) return double.NaN;

        var score = ScoreOf(model, vector);
        var isScore = score is >= 0 and <= 1;
        guard.Ran(isScore);
        return isScore ? score : double.NaN;
    }

    private static double ScoreOf(IScoringModel model, ReadOnlySpan<float> vector)
    {
        try
        {
            return model.Score(vector);
        }
        catch (Exception e) when (IsOfModel(e))
        {
            return double.NaN; // The guard hears of it, and the rules decide.
        }
    }

    // What a damaged or unfitting model throws; anything else is a bug of ours and must be seen.
    private static bool IsOfModel(Exception e) => e is ArgumentException or ArithmeticException or IndexOutOfRangeException;

    private string? Missing(double forest, double ensemble) => Degradation.Of(
        !double.IsNaN(forest) ? null : Models.Forest is null ? Degradation.WarmingUp : Degradation.ForestFailing,
        !double.IsNaN(ensemble) ? null : Models.Ensemble is null ? Models.EnsembleMissing : Degradation.EnsembleFailing);

    private List<Reason> Explain(double score, double probability, RuleInput input)
    {
        var reasons = new List<Reason>();
        var doubt = Evidence.LogDoubt(pieces);
        for (var i = 0; i < Rules.Rules.Count; i++)
        {
            if (pieces[i] > 0) reasons.Add(ReasonOf(Rules.Rules[i], Share(pieces[i])));
        }

        if (Models.Forest is { } forest && ForestPiece > 0) reasons.Add(new("anomaly", ModelReason.Text(forest, row), Share(ForestPiece)));
        if (Models.Ensemble is { } ensemble && EnsemblePiece > 0)
            reasons.Add(new(FraudModel.Name, ensemble.Reason(probability), Share(EnsemblePiece)));

        reasons.Sort((a, b) => b.Contribution.CompareTo(a.Contribution));
        return reasons;

        double Share(double piece) => Evidence.Share(piece, doubt, score);

        Reason ReasonOf(Rule rule, double share) =>
            new(rule.Id, rule.Reason.Fill(input), share) { Suppression = rule.Suppression?.Of(rule.Id, input) };
    }
}

/// <summary>What is said of one event.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Verdict">By the thresholds, the rules in force, and lists.</param>
/// <param name="Reasons">
/// Lists, then the largest first, adding up to the score; apart from lists empty below the score from which reasons are written.
/// </param>
internal readonly record struct Judgement(double Score, Verdict Verdict, IReadOnlyList<Reason> Reasons)
{
    /// <summary>What the forest alone said, 0 to 1; NaN when it took no part.</summary>
    public required double ModelScore { get; init; }

    /// <summary>The probability of fraud that the ensemble alone gave; NaN when it took no part.</summary>
    public required double EnsembleScore { get; init; }

    /// <summary>Which model is missing, and why; null when all took part.</summary>
    public required string? Degraded { get; init; }
}
