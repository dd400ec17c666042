using Platform.Contracts;
using Platform.Learning.Features;

namespace Platform.Scoring;

/// <summary>Events in order of time, each with its row of features and its label.</summary>
internal sealed record TrainingTable(TrainingEvents Events, float[] Rows, int Columns)
{
    public int Count => Events.Labels.Length;

    public bool[] Labels => Events.Labels;

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

        return new(EventsOf(inOrder[first..]), rows, positions.Length);
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
        return new(chosen.Events.Ids, chosen.Labels, chosen.Rows, Columns);
    }

    public TrainingSummary Summary(int seed, TrainingQuality quality) =>
        new(Count, Frauds, TimeOf(Events.Times[0]), TimeOf(Events.Times[^1]), seed, quality);

    private static int[] Evenly(int[] rows, int most) => rows.Length <= most
        ? rows
        : [.. Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)])];

    private TrainingTable Choose(int[] chosen)
    {
        var rows = new float[chosen.Length * Columns];
        for (var i = 0; i < chosen.Length; i++) Row(chosen[i]).CopyTo(rows.AsSpan(i * Columns));
        return new(Events.Choose(chosen), rows, Columns);
    }

    private static TrainingEvents EventsOf(List<LabelledTransaction> events) => new(
        [.. events.Select(e => e.Transaction.Id)], [.. events.Select(e => e.Transaction.Time.UtcTicks)],
        [.. events.Select(e => e.IsFraud)]);

    private static DateTimeOffset TimeOf(long ticks) => new(ticks, TimeSpan.Zero);

    /// <summary>An event as histories read it; only what somebody said of it is a label there.</summary>
    public static PastEvent ToPast(LabelledTransaction labelled)
    {
        var (numbers, texts) = (new double[TransactionFeatures.NumberCount], new string?[TransactionFeatures.TextCount]);
        var transaction = labelled.Transaction;
        (texts[0], texts[1]) = (EntityName.SenderOf(transaction).Text, EntityName.ReceiverOf(transaction).Text);
        texts[2] = EntityName.MarketOf(transaction).Text;
        TransactionFeatures.Write(transaction, numbers, texts);
        return new(
            transaction.Time.ToUnixTimeSeconds(), numbers, texts, labelled.KnownAt is null ? null : labelled.IsFraud,
            labelled.KnownAt?.ToUnixTimeSeconds() ?? 0);
    }
}

/// <summary>Whose rows they are: ids, times in UTC ticks, and labels.</summary>
internal sealed record TrainingEvents(string[] Ids, long[] Times, bool[] Labels)
{
    public TrainingEvents Choose(int[] chosen) => new(
        Array.ConvertAll(chosen, i => Ids[i]), Array.ConvertAll(chosen, i => Times[i]), Array.ConvertAll(chosen, i => Labels[i]));
}
