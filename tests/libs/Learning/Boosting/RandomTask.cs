namespace Platform.Learning.Tests.Boosting;

/// <summary>A made-up classification task: rows with holes, whose labels depend on some features and on pairs of them.</summary>
internal sealed record RandomTask(float[] Rows, int Columns, float[] Labels)
{
    public int Count => Labels.Length;

    public ReadOnlySpan<float> Row(int at) => Rows.AsSpan(at * Columns, Columns);

    public static RandomTask Of(ulong seed, int count, int columns)
    {
        var random = new SplitMix(seed);
        var (rows, labels) = (new float[count * columns], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var row = rows.AsSpan(i * columns, columns);
            foreach (ref var value in row) value = ValueOf(ref random);
            labels[i] = Signal(row) + 2 * random.Fraction() > 1.2 ? 1 : 0;
        }

        return new(rows, columns, labels);
    }

    // Continuous, coarse (many equal values), huge and missing ones.
    private static float ValueOf(ref SplitMix random) => random.Below(10) switch
    {
        0 => float.NaN,
        1 or 2 => random.Below(4) - 1,
        3 => (float)((random.Fraction() - 0.5) * 1e30),
        _ => (float)(random.Fraction() * 2 - 1),
    };

    private static double Signal(ReadOnlySpan<float> row)
    {
        var (first, second) = (row[0], row[row.Length / 2]);
        var sum = first > 0.2 ? 0.8 : 0;
        if (second * first < 0) sum += 0.6;
        if (float.IsNaN(row[^1])) sum += 0.5;
        return sum;
    }
}
