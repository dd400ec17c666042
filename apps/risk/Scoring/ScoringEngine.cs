using Platform.Contracts;
using Platform.Learning.Features;
using Platform.Risk.Features;
using Platform.Risk.RuleLanguage;

namespace Platform.Risk.Scoring;

/// <summary>Scores one tenant's events in order: features, rules, model and explanation in one call, on state in memory.</summary>
/// <remarks>Deterministic; not safe for several threads. Allocates nothing per event once both ends are known, except reasons.</remarks>
internal sealed class ScoringEngine(TransactionFeatures set, EntityTable entities, ScoringOptions options, RuleSet rules)
{
    private readonly Scene scene = new(set);
    private readonly ModelInput modelInput = new(set);
    private readonly float[] features = new float[set.Set.Count];
    private readonly float[] row = new float[ModelInput.Columns];
    private RuleInput? input;
    private double[] pieces = new double[rules.Rules.Count + 1];
    private RuleSet rules = rules;

    /// <summary>The entities known.</summary>
    public EntityTable Entities { get; } = entities;

    /// <summary>What is computed.</summary>
    public TransactionFeatures Set { get; } = set;

    /// <summary>Position of the last event taken in.</summary>
    public long Sequence { get; set; }

    /// <summary>The model in force; null while there is too little traffic to train one.</summary>
    public AnomalyModel? Model { get; set; }

    /// <summary>The rules in force.</summary>
    public RuleSet Rules
    {
        get => rules;
        set => (rules, pieces) = (value, new double[value.Rules.Count + 1]);
    }

    /// <summary>Features of the event scored last; overwritten by the next.</summary>
    public ReadOnlySpan<float> Features => features;

    /// <summary>The row that the model read of the event scored last; overwritten by the next.</summary>
    public ReadOnlySpan<float> Row => row;

    /// <summary>Scores an event and takes it into the histories.</summary>
    public Assessment Score(in Transaction transaction)
    {
        var e = scene.Set(transaction, Entities);
        scene.Extract(e, features);
        modelInput.Write(features, row);

        input ??= new(features) { Event = transaction };
        input.Event = transaction;
        var modelScore = Weigh(input);
        var score = Evidence.Combine(pieces);
        var verdict = Verdicts.Of(score, pieces, rules, options);
        var reasons = score >= options.ExplainFrom || verdict > Verdict.Allow ? Explain(score, input) : [];
        Take(e, features, Sequence + 1);

        return new(score, verdict, modelScore, reasons, Sequence);
    }

    /// <summary>Takes an event of the log into the histories without scoring it again.</summary>
    /// <param name="transaction">The event.</param>
    /// <param name="vector">What was computed for it then; null when that was another feature set, so that it is computed again.</param>
    /// <param name="sequence">Its position.</param>
    public void Replay(in Transaction transaction, float[]? vector, long sequence)
    {
        var e = scene.Set(transaction, Entities);
        if (vector is null) scene.Extract(e, features);
        Take(e, vector ?? features, sequence);
    }

    private void Take(in FeatureEvent e, ReadOnlySpan<float> vector, long sequence)
    {
        scene.Observe(e, vector, sequence);
        Sequence = Math.Max(Sequence, sequence);
    }

    private double Weigh(RuleInput seen)
    {
        for (var i = 0; i < rules.Rules.Count; i++) pieces[i] = rules.Rules[i].Evidence(seen);

        var modelScore = Model?.Score(row) ?? double.NaN;
        pieces[^1] = Model is null ? 0 : options.ModelWeight * modelScore;
        return modelScore;
    }

    private List<Reason> Explain(double score, RuleInput seen)
    {
        var reasons = new List<Reason>();
        for (var i = 0; i < rules.Rules.Count; i++)
        {
            if (pieces[i] > 0) reasons.Add(new(rules.Rules[i].Id, rules.Rules[i].Reason.Fill(seen), Evidence.Share(pieces[i], score)));
        }

        if (Model is not null && pieces[^1] > 0)
            reasons.Add(new("anomaly", ModelReason.Text(Model, row), Evidence.Share(pieces[^1], score)));

        reasons.Sort((a, b) => b.Contribution.CompareTo(a.Contribution));
        return reasons;
    }
}
