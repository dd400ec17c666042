using Platform.Contracts;
using Platform.Learning.Features;

namespace Platform.Scoring;

/// <summary>Events in order of time, each with its row of features and its label.</summary>
internal sealed record TrainingTable(IReadOnlyList<LabelledTransaction> Events, float[] Rows, int Columns)
{
    public int Count => Events.Count;

    public bool[] Labels { get; } = [.. Events.Select(e => e.IsFraud)];

    public int Frauds => Labels.Count(label => label);

    public ReadOnlySpan<float> Row(int i) => Rows.AsSpan(i * Columns, Columns);

    /// <summary>Computes the rows as scoring would have computed them at each event's time; the last of them are given.</summary>
    public static TrainingTable Of(TransactionFeatures features, IReadOnlyList<LabelledTransaction> events, int most)
    {
        var inOrder = events.OrderBy(e => e.Transaction.Time).ToList();
        var vectors = new FeatureHistory(features.Set).Run(inOrder.ConvertAll(ToPast));
        var positions = features.Names.Select(name => features.TryFind(name, out var at) ? at : -1).ToArray();
        var first = Math.Max(0, inOrder.Count - most);
        var rows = new float[(inOrder.Count - first) * positions.Length];
        for (var (i, at) = (first, 0); i < inOrder.Count; i++)
        {
            foreach (var position in positions) rows[at++] = vectors[i * features.Set.Count + position];
        }

        return new(inOrder[first..], rows, positions.Length);
    }

    /// <summary>What comes before a row, and what comes from it on.</summary>
    public (TrainingTable Before, TrainingTable After) Split(int at) => (Choose([.. Enumerable.Range(0, at)]),
        Choose([.. Enumerable.Range(at, Count - at)]));

    /// <summary>At most so many rows, evenly over the time.</summary>
    public TrainingTable Evenly(int most) => Choose(Evenly([.. Enumerable.Range(0, Count)], most));

    /// <summary>At most so many rows of each kind, evenly over the time.</summary>
    public TrainingExamples Examples(int most)
    {
        var byKind = Enumerable.Range(0, Count).ToLookup(i => Labels[i]);
        var chosen = Choose([.. Evenly([.. byKind[true]], most), .. Evenly([.. byKind[false]], most)]);
        return new([.. chosen.Events.Select(e => e.Transaction.Id)], chosen.Labels, chosen.Rows, Columns);
    }

    public TrainingSummary Summary(int seed, TrainingQuality quality) =>
        new(Count, Frauds, Events[0].Transaction.Time, Events[^1].Transaction.Time, seed, quality);

    private static int[] Evenly(int[] rows, int most) => rows.Length <= most
        ? rows
        : [.. Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)])];

    private TrainingTable Choose(int[] chosen)
    {
        var rows = new float[chosen.Length * Columns];
        for (var i = 0; i < chosen.Length; i++) Row(chosen[i]).CopyTo(rows.AsSpan(i * Columns));
        return new([.. chosen.Select(i => Events[i])], rows, Columns);
    }

    private static PastEvent ToPast(LabelledTransaction labelled)
    {
        var (numbers, texts) = (new double[TransactionFeatures.NumberCount], new string?[TransactionFeatures.TextCount]);
        var transaction = labelled.Transaction;
        (texts[0], texts[1]) = (EntityName.SenderOf(transaction).Text, EntityName.ReceiverOf(transaction).Text);
        texts[2] = EntityName.MarketOf(transaction).Text;
        TransactionFeatures.Write(transaction, numbers, texts);
        var knownAt = labelled.KnownAt ?? transaction.Time + LabelledTransaction.UsualDelay;
        return new(transaction.Time.ToUnixTimeSeconds(), numbers, texts, labelled.IsFraud, knownAt.ToUnixTimeSeconds());
    }
}
