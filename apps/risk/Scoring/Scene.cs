using Platform.Contracts;
using Platform.Learning.Features;
using Platform.Risk.Features;
using Platform.Scoring;

namespace Platform.Risk.Scoring;

/// <summary>The entities of the event at hand and their states, made ready for the features; used again for every event.</summary>
internal sealed class Scene(TransactionFeatures features)
{
    private readonly FeatureEngine engine = new(features.Set);
    private readonly EntityState nothing = features.Set.NewState((int)Role.Own);
    private readonly EntityState?[] states = new EntityState?[features.Set.Entities.Count];
    private readonly double[] numbers = new double[TransactionFeatures.NumberCount];
    private readonly string?[] texts = new string?[TransactionFeatures.TextCount];
    private readonly Entity[] entities = new Entity[3];

    /// <summary>Goes to an event.</summary>
    public FeatureEvent Set(Transaction transaction, EntityTable table)
    {
        var sender = table.Get(EntityName.SenderOf(transaction));
        var receiver = table.Get(EntityName.ReceiverOf(transaction));
        var market = table.Get(EntityName.MarketOf(transaction));
        (entities[0], entities[1], entities[2]) = (sender, receiver, market);
        states[(int)Role.Sender] = sender.As(Role.Sender, features.Set);
        states[(int)Role.Receiver] = receiver.As(Role.Receiver, features.Set);
        states[(int)Role.Own] = sender.Receiving ?? nothing;
        states[(int)Role.Market] = market.As(Role.Market, features.Set);
        (texts[0], texts[1], texts[2]) = (sender.Text, receiver.Text, market.Text);
        TransactionFeatures.Write(transaction, numbers, texts);
        return engine.Prepare(transaction.Time.ToUnixTimeSeconds(), numbers, texts);
    }

    public void Extract(in FeatureEvent e, Span<float> vector) => engine.Extract(e, states, vector);

    /// <summary>Takes the event into the histories of those entities that do not hold it yet.</summary>
    /// <remarks>
    /// What one end hands to the other is in the vector, which is logged: each entity depends on its own state and the log only, so a
    /// replay leads to the same states even when one end was check-pointed later than the other.
    /// </remarks>
    public void Observe(in FeatureEvent e, ReadOnlySpan<float> vector, long sequence)
    {
        // All are compared before any is raised: an account may pay itself.
        if (sequence <= entities[0].Sequence) states[(int)Role.Sender] = null;
        if (sequence <= entities[1].Sequence) states[(int)Role.Receiver] = null;
        if (sequence <= entities[2].Sequence) states[(int)Role.Market] = null;
        engine.Observe(e, states, vector);
        foreach (var entity in entities) entity.Sequence = Math.Max(entity.Sequence, sequence);
    }

    /// <summary>Takes what the event turned out to be into the histories of those entities that do not hold it yet.</summary>
    public void Learn(in FeatureEvent e, string eventId, bool isFraud, long position)
    {
        if (position <= entities[0].Outcomes) states[(int)Role.Sender] = null;
        if (position <= entities[1].Outcomes) states[(int)Role.Receiver] = null;
        if (position <= entities[2].Outcomes) states[(int)Role.Market] = null;
        engine.Label(e, states, FeatureEngine.IdOf(eventId), isFraud);
        foreach (var entity in entities) entity.Outcomes = Math.Max(entity.Outcomes, position);
    }
}
