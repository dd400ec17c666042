using Platform.Contracts;
using Platform.Learning.Features;
using Platform.Risk.Lists;
using Platform.Risk.Outcomes;
using Platform.Risk.RuleLanguage;
using Platform.Scoring;

namespace Platform.Risk.Scoring;

/// <summary>Scores one tenant's events in order: features, rules, model and explanation in one call, on state in memory.</summary>
/// <remarks>Deterministic; not safe for several threads. Allocates nothing per event once both ends are known, except reasons.</remarks>
internal sealed class ScoringEngine(
    TransactionFeatures set, EntityTable entities, ScoringOptions options, RuleSet rules, BreakerOptions? breakers = null)
{
    private readonly BreakerOptions breakers = breakers ?? BreakerOptions.Default;
    private readonly Scene scene = new(set);
    private readonly float[] features = new float[set.Set.Count];
    private Assessor assessor = new(set, rules, new(), options);
    private RuleInput? input;

    /// <summary>The entities known.</summary>
    public EntityTable Entities { get; } = entities;

    /// <summary>What is computed.</summary>
    public TransactionFeatures Set { get; } = set;

    /// <summary>Position of the last event taken in.</summary>
    public long Sequence { get; set; }

    /// <summary>Position of the last outcome taken in.</summary>
    public long Outcomes { get; set; }

    /// <summary>The models in force and their guards.</summary>
    public ModelSeats Models => assessor.Models;

    /// <summary>The forest in force; null while there is too little traffic to train one.</summary>
    public AnomalyModel? Model
    {
        get => Models.Forest;
        set => assessor = new(Set, Rules, Models with { Forest = value, ForestGuard = new ModelBreaker(breakers) }, options);
    }

    /// <summary>The rules in force.</summary>
    public RuleSet Rules
    {
        get => assessor.Rules;
        set => assessor = new(Set, value, Models, options);
    }

    /// <summary>Puts an ensemble in force, or none.</summary>
    /// <param name="scorer">Null for none.</param>
    /// <param name="missing">Why there is none although there should be; else null.</param>
    public void Seat(FraudScorer? scorer, string? missing)
    {
        var seats = Models with { Ensemble = scorer, EnsembleGuard = new ModelBreaker(breakers), EnsembleMissing = missing };
        assessor = new(Set, Rules, seats, options);
    }

    /// <summary>Features of the event scored last; overwritten by the next.</summary>
    public ReadOnlySpan<float> Features => features;

    /// <summary>The row that the model read of the event scored last; overwritten by the next.</summary>
    public ReadOnlySpan<float> Row => assessor.Row;

    /// <summary>Scores an event and takes it into the histories.</summary>
    /// <param name="transaction">The event.</param>
    /// <param name="lists">What lists say of it; null for nothing.</param>
    public Judgement Score(in Transaction transaction, IListFacts? lists = null)
    {
        var e = scene.Set(transaction, Entities);
        scene.Extract(e, features);
        input ??= new(features) { Event = transaction };
        (input.Event, input.Lists) = (transaction, lists ?? KeptFacts.None);
        var judgement = assessor.Judge(input);
        Take(e, features, Sequence + 1);

        return judgement;
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

    /// <summary>Takes what an event turned out to be into the histories of its ends.</summary>
    /// <param name="outcome">The outcome; its position is above those before, or the ends hold it already.</param>
    public void Learn(TakenOutcome outcome)
    {
        var e = scene.Set(outcome.Transaction, Entities);
        scene.Learn(e, outcome.Transaction.Id, outcome.IsFraud, outcome.Position);
        Outcomes = Math.Max(Outcomes, outcome.Position);
    }

    private void Take(in FeatureEvent e, ReadOnlySpan<float> vector, long sequence)
    {
        scene.Observe(e, vector, sequence);
        Sequence = Math.Max(Sequence, sequence);
    }
}
