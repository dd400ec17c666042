using Platform.Contracts;
using Platform.Risk.Features;
using Platform.Risk.Lists;
using Platform.Risk.RuleLanguage;

namespace Platform.Risk.Scoring;

/// <summary>Turns the features of an event into a score, a verdict and reasons: by rules, model and lists alone, without history.</summary>
/// <remarks>
/// The same features, rules, model, options and facts of lists give the same bits, now or in a year. Not safe for several threads.
/// </remarks>
internal sealed class Assessor(TransactionFeatures set, RuleSet rules, AnomalyModel? model, ScoringOptions options)
{
    private readonly ModelInput modelInput = new(set);
    private readonly float[] row = new float[ModelInput.Columns];
    private readonly double[] pieces = new double[rules.Rules.Count + 1];

    public RuleSet Rules { get; } = rules;

    public AnomalyModel? Model { get; } = model;

    /// <summary>What the model read of the latest event.</summary>
    public ReadOnlySpan<float> Row => row;

    /// <summary>Evidence of each rule for the latest event, and after them that of the model.</summary>
    public ReadOnlySpan<double> Pieces => pieces;

    public Judgement Judge(RuleInput input)
    {
        modelInput.Write(input.Features, row);
        for (var i = 0; i < Rules.Rules.Count; i++) pieces[i] = Rules.Rules[i].Evidence(input);

        var modelScore = Model?.Score(row) ?? double.NaN;
        pieces[^1] = Model is null ? 0 : options.ModelWeight * modelScore;
        var score = Evidence.Combine(pieces);
        var hits = input.Lists.Hits;
        var verdict = Verdicts.After(Verdicts.Of(score, pieces, Rules, options), hits);
        var reasons = score >= options.ExplainFrom || verdict > Verdict.Allow ? Explain(score, input) : [];

        return new(score, verdict, modelScore, hits.Count == 0 ? reasons : [.. hits.Select(ListReason.Of), .. reasons]);
    }

    private List<Reason> Explain(double score, RuleInput input)
    {
        var reasons = new List<Reason>();
        var doubt = Evidence.LogDoubt(pieces);
        for (var i = 0; i < Rules.Rules.Count; i++)
        {
            if (pieces[i] > 0) reasons.Add(ReasonOf(Rules.Rules[i], Share(pieces[i])));
        }

        if (Model is not null && pieces[^1] > 0)
            reasons.Add(new("anomaly", ModelReason.Text(Model, row), Share(pieces[^1])));

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
/// <param name="ModelScore">What the model alone said, 0 to 1; NaN when rules alone decided.</param>
/// <param name="Reasons">
/// Lists, then the largest first, adding up to the score; apart from lists empty below the score from which reasons are written.
/// </param>
internal readonly record struct Judgement(double Score, Verdict Verdict, double ModelScore, IReadOnlyList<Reason> Reasons);
