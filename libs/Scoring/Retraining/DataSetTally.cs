using Platform.Contracts;
using Platform.Learning.Features;

namespace Platform.Scoring.Retraining;

/// <summary>Counts what becomes of the events of a data set.</summary>
internal sealed class DataSetTally(IReadOnlyList<string> names, DataSetOptions options)
{
    private readonly (DateTimeOffset TrainingFrom, DateTimeOffset TrainingUntil, DateTimeOffset JudgedFrom, DateTimeOffset JudgedUntil)
        bounds = options.Bounds();

    private readonly HashSet<ulong> ids = [];
    private readonly int[] missing = new int[names.Count];
    private readonly float[] least = [.. names.Select(_ => float.PositiveInfinity)];
    private readonly float[] most = [.. names.Select(_ => float.NegativeInfinity)];
    private (int Events, int Frauds) training;
    private (int Events, int Frauds) judged;
    private LeftOutEvents leftOut = new(0, 0, 0, 0, 0);
    private DateTimeOffset latest = DateTimeOffset.MinValue;

    /// <summary>Whether an event takes part at all.</summary>
    public bool Admits(Transaction e)
    {
        if (!TransactionCheck.IsValid(e))
        {
            leftOut = leftOut with { OutOfRange = leftOut.OutOfRange + 1 };
            return false;
        }

        if (e.Time < latest) throw new ArgumentException($"Event {e.Id} is earlier than the one before it.", nameof(e));
        if (!ids.Add(FeatureEngine.IdOf(e.Id)))
        {
            leftOut = leftOut with { Duplicates = leftOut.Duplicates + 1 };
            return false;
        }

        if (ids.Count > options.MostEvents) throw new FraudTrainingException($"There are more than {options.MostEvents:N0} events.");
        latest = e.Time;
        return true;
    }

    /// <summary>Whether an event becomes a row; counts it either way.</summary>
    public bool IsRow(LabelledTransaction e)
    {
        var (time, fraud) = (e.Transaction.Time, e.IsFraud ? 1 : 0);
        if (time < bounds.TrainingFrom) leftOut = leftOut with { History = leftOut.History + 1 };
        else if (time < bounds.TrainingUntil) training = (training.Events + 1, training.Frauds + fraud);
        else if (time < bounds.JudgedFrom) leftOut = leftOut with { Gap = leftOut.Gap + 1 };
        else if (time < bounds.JudgedUntil) judged = (judged.Events + 1, judged.Frauds + fraud);
        else leftOut = leftOut with { TooYoung = leftOut.TooYoung + 1 };

        return (time >= bounds.TrainingFrom && time < bounds.TrainingUntil) || (time >= bounds.JudgedFrom && time < bounds.JudgedUntil);
    }

    public void Note(ReadOnlySpan<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (float.IsNaN(row[i])) missing[i]++;
            else (least[i], most[i]) = (Math.Min(least[i], row[i]), Math.Max(most[i], row[i]));
        }
    }

    public DataSetSummary Summarise(TransactionFeatures features) => new()
    {
        FeatureSet = features.Version,
        Columns = names,
        AsOf = options.AsOf.ToUniversalTime(),
        LabelDelaySeconds = (long)options.LabelDelay.TotalSeconds,
        Training = new(bounds.TrainingFrom, bounds.TrainingUntil, training.Events, training.Frauds),
        OutOfTime = new(bounds.JudgedFrom, bounds.JudgedUntil, judged.Events, judged.Frauds),
        LeftOut = leftOut,
        Latest = latest.ToUniversalTime(),
        Profiles = [.. names.Select(ProfileOf)],
    };

    private ColumnProfile ProfileOf(string name, int i)
    {
        var rows = training.Events + judged.Events;
        return new(
            name, rows is 0 ? 1 : (double)missing[i] / rows, least[i] <= most[i] ? least[i] : null, least[i] <= most[i] ? most[i] : null);
    }
}
