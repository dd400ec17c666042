using Platform.Contracts;
using Platform.Scoring;

namespace Platform.Trainer.Services;

/// <summary>What was known at a time of how events turned out. What was learnt later hides nothing that was known by then.</summary>
internal sealed class KnownLabels(DateTimeOffset asOf)
{
    private readonly Dictionary<string, Outcome> outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<(LabelledKind Kind, string Id), List<Label>> ofEntities = [];

    /// <summary>What was learnt later is not used.</summary>
    public DateTimeOffset AsOf => asOf;

    /// <summary>Takes what an event turned out to be.</summary>
    public void Add(Outcome outcome)
    {
        if (outcome.KnownAt <= asOf) outcomes[outcome.EventId] = outcome;
    }

    /// <summary>Takes a label of an entity.</summary>
    public void Add(Label label)
    {
        if (label.Entity is not { } entity || label.KnownAt > asOf) return;
        if (!ofEntities.TryGetValue((entity.Kind, entity.Id), out var all)) ofEntities[(entity.Kind, entity.Id)] = all = [];
        all.Add(label);
    }

    /// <summary>An event with what is known of it: its own outcome, else the strongest label of its entities.</summary>
    public LabelledTransaction Of(Transaction e)
    {
        if (outcomes.TryGetValue(e.Id, out var outcome))
            return new(e, outcome.Verdict is Finding.Fraud) { KnownAt = outcome.KnownAt };

        return LabelOf(e) is { } label ? new(e, label.Verdict is Finding.Fraud) { KnownAt = label.KnownAt } : new(e, false);
    }

    private Label? LabelOf(Transaction e)
    {
        if (ofEntities.Count == 0) return null;

        (LabelledKind, string)[] ends = [(LabelledKind.Account, e.Account), (LabelledKind.Counterparty, e.Counterparty)];
        return ends.SelectMany(end => ofEntities.GetValueOrDefault(end, []))
            .Where(label => label.Entity is { } entity && e.Time >= entity.From && e.Time < (entity.Until ?? label.KnownAt))
            .OrderByDescending(label => label.Source).ThenByDescending(label => label.KnownAt).FirstOrDefault();
    }
}
