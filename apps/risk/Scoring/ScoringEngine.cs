using Platform.Contracts;
using Platform.Risk.Features;
using Platform.Risk.RuleLanguage;

namespace Platform.Risk.Scoring;

/// <summary>Scores one tenant's events in order: features, rules, model and explanation in one call, on state in memory.</summary>
/// <remarks>Deterministic; not safe for several threads. Allocates nothing per event once both ends are known, except reasons.</remarks>
internal sealed class ScoringEngine(EntityTable entities, ScoringOptions options, RuleSet rules)
{
    private readonly float[] features = new float[FeatureSet.Count];
    private readonly float[] row = new float[ModelInput.Columns];
    private RuleInput? input;
    private double[] pieces = new double[rules.Rules.Count + 1];
    private RuleSet rules = rules;

    /// <summary>The entities known.</summary>
    public EntityTable Entities { get; } = entities;

    /// <summary>What is normal for the tenant.</summary>
    public TenantBaseline Baseline { get; set; } = new();

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
        var scene = SceneOf(transaction);
        FeatureExtractor.Extract(scene, features);
        ModelInput.Write(features, row);
        var carried = Carried.Of(scene, features);

        input ??= new(features) { Event = transaction };
        input.Event = transaction;
        var modelScore = Weigh(input);
        var score = Evidence.Combine(pieces);
        var verdict = Verdicts.Of(score, pieces, rules, options);
        var reasons = score >= options.ExplainFrom || verdict > Verdict.Allow ? Explain(score, input) : [];
        Take(scene, carried, Sequence + 1);

        return new(score, verdict, modelScore, reasons, carried, Sequence);
    }

    /// <summary>Takes an event of the log into the histories without scoring it again.</summary>
    public void Replay(in Transaction transaction, in Carried carried, long sequence) => Take(SceneOf(transaction), carried, sequence);

    private Scene SceneOf(Transaction transaction)
    {
        var payee = transaction.Kind is TransactionKind.Payment ? EntityKind.Terminal : EntityKind.Account;
        var (from, to) = (Entities.Get(EntityKind.Account, transaction.Account), Entities.Get(payee, transaction.Counterparty));
        return new(transaction, from, to, Baseline);
    }

    private void Take(in Scene scene, in Carried carried, long sequence)
    {
        EntityUpdate.Apply(scene, carried, sequence);
        if (sequence <= Sequence) return;

        Baseline.Add(scene.Transaction, scene.Amount);
        Sequence = sequence;
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
