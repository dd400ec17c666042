using Platform.Learning.Trees;

namespace Platform.Learning;

/// <summary>Grows the trees of one forest; every tree has its own generator, so their order does not matter.</summary>
internal sealed class IsolationForestTrainer
{
    private readonly float[] matrix;
    private readonly int columns;
    private readonly int heightLimit;
    private readonly List<TreeNode> nodes = [];
    private readonly List<float> expected = [];
    private readonly int[] features;
    private SplitMix random;

    private IsolationForestTrainer(float[] matrix, int columns, int sampleSize)
    {
        (this.matrix, this.columns) = (matrix, columns);
        heightLimit = (int)Math.Ceiling(Math.Log2(Math.Max(sampleSize, 2)));
        features = [.. Enumerable.Range(0, columns)];
    }

    public static IsolationForest Fit(ReadOnlySpan<float> rows, int columns, IsolationForestOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Trees is >= 1 and <= 10_000, true, nameof(options.Trees));
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.SampleSize is >= 2 and <= 65_536, true, nameof(options.SampleSize));
        if (rows.Length % columns != 0 || rows.Length / columns < 2)
            throw new ArgumentException("At least two whole rows are needed.", nameof(rows));
        foreach (var value in rows) if (float.IsInfinity(value)) throw new ArgumentException("A value is infinite.", nameof(rows));

        var count = rows.Length / columns;
        var sampleSize = Math.Min(options.SampleSize, count);
        var trainer = new IsolationForestTrainer(rows.ToArray(), columns, sampleSize);
        var roots = new int[options.Trees];

        for (var tree = 0; tree < roots.Length; tree++)
            roots[tree] = trainer.Plant(count, sampleSize, SplitMix.Mix(options.Seed) + (ulong)tree);

        return new([.. trainer.nodes], [.. trainer.expected], roots, new(columns, sampleSize));
    }

    private int Plant(int count, int sampleSize, ulong seed)
    {
        random = new(SplitMix.Mix(seed));
        var root = Reserve(1);

        Grow(root, Draw(count, sampleSize), 0);

        return root;
    }

    // Floyd's way of drawing without replacement: work and memory follow the sample, not the data.
    private int[] Draw(int count, int sampleSize)
    {
        var drawn = new HashSet<int>(sampleSize);
        for (var i = count - sampleSize; i < count; i++)
        {
            var row = random.Below(i + 1);
            drawn.Add(drawn.Contains(row) ? i : row);
        }

        return [.. drawn.Order()];
    }

    private float Grow(int at, Span<int> rows, int depth)
    {
        if (depth >= heightLimit || rows.Length <= 1 || !TryChoose(rows, out var split))
            return Leaf(at, depth + IsolationForest.AveragePathLength(rows.Length));

        split = split.TowardsMajority(CountBelow(rows, split), CountPresent(rows, split.Feature));
        var first = Reserve(2);
        nodes[at] = new(split.Feature, first, split.Value * split.Sign, split.Sign);

        var passed = Partition(rows, nodes[at]);
        var left = Grow(first, rows[..passed], depth + 1);
        var right = Grow(first + 1, rows[passed..], depth + 1);

        return expected[at] = (left * passed + right * (rows.Length - passed)) / rows.Length;
    }

    private float Leaf(int at, double path)
    {
        nodes[at] = TreeNode.Leaf(at, (float)path);
        return expected[at] = (float)path;
    }

    // A constant feature cannot split, so features are tried in random order until one varies.
    private bool TryChoose(ReadOnlySpan<int> rows, out Split split)
    {
        for (var left = columns; left > 0; left--)
        {
            var pick = random.Below(left);
            (features[pick], features[left - 1]) = (features[left - 1], features[pick]);
            var (low, high) = Range(rows, features[left - 1]);
            if (!(low < high)) continue;

            split = new(features[left - 1], Between(low, high), 1);
            return true;
        }

        split = default;
        return false;
    }

    // Rounding may land on an end; strictly above low keeps both sides of the split non-empty.
    private float Between(float low, float high)
    {
        var value = (float)(low + random.Fraction() * ((double)high - low));
        return value <= low ? MathF.BitIncrement(low) : value;
    }

    private (float Low, float High) Range(ReadOnlySpan<int> rows, int feature)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var row in rows)
        {
            var value = matrix[row * columns + feature];
            if (value < low) low = value;
            if (value > high) high = value;
        }

        return (low, high);
    }

    private int CountBelow(ReadOnlySpan<int> rows, Split split)
    {
        var count = 0;
        foreach (var row in rows) count += matrix[row * columns + split.Feature] < split.Value ? 1 : 0;
        return count;
    }

    private int CountPresent(ReadOnlySpan<int> rows, int feature)
    {
        var count = 0;
        foreach (var row in rows) count += float.IsNaN(matrix[row * columns + feature]) ? 0 : 1;
        return count;
    }

    private int Partition(Span<int> rows, TreeNode node)
    {
        var passed = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (node.Next(matrix.AsSpan(rows[i] * columns, columns)) != node.First) continue;
            (rows[passed], rows[i]) = (rows[i], rows[passed]);
            passed++;
        }

        return passed;
    }

    private int Reserve(int count)
    {
        var at = nodes.Count;
        for (var i = 0; i < count; i++)
        {
            nodes.Add(default);
            expected.Add(0);
        }

        return at;
    }

    private readonly record struct Split(int Feature, float Value, float Sign)
    {
        // With the sign turned, "above" is the comparison that passes; values on the threshold then fall to the other side,
        // so the threshold is moved just below itself to keep "below" meaning the same.
        public Split TowardsMajority(int below, int present) =>
            below * 2 <= present ? this : this with { Value = MathF.BitDecrement(Value), Sign = -1 };
    }
}
