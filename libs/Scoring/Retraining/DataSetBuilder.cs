using Platform.Contracts;
using Platform.Learning.Features;

namespace Platform.Scoring.Retraining;

/// <summary>Which events become rows of which part.</summary>
/// <remarks>
/// From the latest to the earliest: events younger than <see cref="LabelDelay"/>, of which most frauds are not known yet; the out-of-time
/// part; a gap of <see cref="LabelDelay"/>, since who trains at the start of the out-of-time part does not know their frauds yet; the
/// training part; and what comes before it, which only fills histories.
/// </remarks>
public sealed record DataSetOptions
{
    /// <summary>The time as of which the data set is made; labels learnt later are not used.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>How long it takes until nearly all frauds are known; an unlabelled event that old is honest. 0 or more.</summary>
    public TimeSpan LabelDelay { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Length of the out-of-time part, above 0.</summary>
    public TimeSpan OutOfTime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Length of the training part, above 0.</summary>
    public TimeSpan Training { get; init; } = TimeSpan.FromDays(60);

    /// <summary>The most events that are read, 1 to 50,000,000: each takes some 20 bytes of memory to know duplicates.</summary>
    public int MostEvents { get; init; } = 5_000_000;

    /// <summary>The segment of an event, for quality by slices; what it is paid in by default.</summary>
    public Func<Transaction, string> SegmentOf { get; init; } = e => EntityName.MarketOf(e).Text;

    internal (DateTimeOffset TrainingFrom, DateTimeOffset TrainingUntil, DateTimeOffset JudgedFrom, DateTimeOffset JudgedUntil) Bounds()
    {
        var judgedUntil = AsOf.ToUniversalTime() - LabelDelay;
        var trainingUntil = judgedUntil - OutOfTime - LabelDelay;
        return (trainingUntil - Training, trainingUntil, judgedUntil - OutOfTime, judgedUntil);
    }

    internal void ThrowIfOutOfRange()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LabelDelay, TimeSpan.Zero, nameof(LabelDelay));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(OutOfTime, TimeSpan.Zero, nameof(OutOfTime));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Training, TimeSpan.Zero, nameof(Training));
        ArgumentOutOfRangeException.ThrowIfNotEqual(MostEvents is >= 1 and <= 50_000_000, true, nameof(MostEvents));
    }
}

/// <summary>Makes a data set of events that stream in: features as scoring would have computed them at each event's time.</summary>
/// <remarks>
/// Only labels that somebody gave go into the features, each from the moment it was learnt, as in live scoring. What a row is to be told
/// apart by is another thing: there an event older than the label delay of which nobody said anything is honest. All events younger than
/// that are left out, the labelled ones too: frauds that are known early would be too large a share. Memory is bounded by the number of
/// entities and of ids. Not safe for several threads.
/// </remarks>
public sealed class DataSetBuilder : IDisposable
{
    private readonly TransactionFeatures features;
    private readonly DataSetOptions options;
    private readonly FeatureHistory history;
    private readonly int[] positions;
    private readonly DataSetWriter writer;
    private readonly DataSetTally tally;
    private readonly List<LabelledTransaction> pending = new(DataSetChunk.MostRows);
    private readonly string path;

    /// <summary>Begins a data set.</summary>
    /// <param name="features">What is computed of each event.</param>
    /// <param name="options">Which events become rows.</param>
    /// <param name="path">The file that is written; one that is there is replaced.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public DataSetBuilder(TransactionFeatures features, DataSetOptions options, string path)
    {
        options.ThrowIfOutOfRange();
        (this.features, this.options, this.path) = (features, options, path);
        history = new(features.Set);
        positions = [.. features.Names.Select(name => features.TryFind(name, out var at) ? at : -1)];
        tally = new(features.Names, options);
        writer = new(path, positions.Length);
    }

    /// <summary>Takes an event.</summary>
    /// <param name="e">Not earlier than the one before. Without <see cref="LabelledTransaction.KnownAt"/> it counts as unlabelled.</param>
    /// <exception cref="ArgumentException">It is earlier than the one before.</exception>
    /// <exception cref="FraudTrainingException">There are more events than the options allow.</exception>
    public void Add(LabelledTransaction e)
    {
        if (!tally.Admits(e.Transaction)) return;

        pending.Add(e.KnownAt <= options.AsOf ? e : e with { IsFraud = false, KnownAt = null });
        if (pending.Count == DataSetChunk.MostRows) Flush();
    }

    /// <summary>Ends the data set.</summary>
    /// <returns>The file, whole and ready to be read.</returns>
    public DataSetFile Finish()
    {
        Flush();
        writer.Finish(tally.Summarise(features));
        writer.Dispose();
        return DataSetFile.Open(path);
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private void Flush()
    {
        var vectors = history.Run(pending.ConvertAll(TrainingTable.ToPast));
        var row = new float[positions.Length];
        for (var i = 0; i < pending.Count; i++)
        {
            if (!tally.IsRow(pending[i])) continue;

            for (var column = 0; column < row.Length; column++) row[column] = vectors[i * features.Set.Count + positions[column]];
            tally.Note(row);
            writer.Add(EventOf(pending[i]), row);
        }

        pending.Clear();
    }

    private DataSetEvent EventOf(LabelledTransaction e) => new(e.Transaction.Id, e.Transaction.Time.UtcTicks, e.IsFraud)
    {
        Amount = (double)e.Transaction.Amount, Channel = e.Transaction.Channel ?? "none", Segment = options.SegmentOf(e.Transaction),
    };
}
