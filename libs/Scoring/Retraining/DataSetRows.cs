namespace Platform.Scoring.Retraining;

/// <summary>Rows of a part of a data set, in order of time.</summary>
public sealed class DataSetRows
{
    internal DataSetRows(int columns, int count)
    {
        (Columns, Count) = (columns, count);
        Values = new float[(long)columns * count];
        Events = new(new string[count], new long[count], new bool[count]);
        (Amounts, Channels, Segments) = (new double[count], new string[count], new string[count]);
    }

    /// <summary>Features per row.</summary>
    public int Columns { get; }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>Which are fraud; an event old enough of which nobody said anything is honest.</summary>
    public IReadOnlyList<bool> Labels => Events.Labels;

    /// <summary>Frauds.</summary>
    public int Frauds => Events.Labels.Count(label => label);

    internal float[] Values { get; }

    internal TrainingEvents Events { get; }

    internal double[] Amounts { get; }

    internal string[] Channels { get; }

    internal string[] Segments { get; }

    /// <summary>The features of one.</summary>
    /// <param name="i">0 to <see cref="Count"/> - 1.</param>
    /// <returns>Its values; NaN for missing ones.</returns>
    public ReadOnlySpan<float> Row(int i) => Values.AsSpan(i * Columns, Columns);

    internal TrainingTable ToTable() => new(Events, Values, Columns);
}
