using Platform.Learning.Boosting;

namespace Platform.Learning.Tests.Boosting;

public sealed class TreePathTests
{
    [Fact]
    public void Leaves_of_all_paths_add_up_to_the_margin_and_every_step_is_true_of_the_row()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");
        var random = new SplitMix(5);
        var rows = new float[600 * 4];
        for (var i = 0; i < rows.Length; i++) rows[i] = random.Below(7) == 0 ? float.NaN : random.Below(1_000) / 100f;
        var labels = Enumerable.Range(0, 600).Select(i => rows[i * 4] > 5 || rows[i * 4 + 1] < 2 ? 1f : 0).ToArray();
        var trees = BoostedTrees.FromXgboostJson(Xgboost.Train(rows, 4, labels, new() { Trees = 12, Depth = 4, Seed = 1 }));
        var (numbers, others) = (new int[trees.TreeCount], new int[trees.TreeCount]);

        for (var i = 0; i < 100; i++)
        {
            var row = rows.AsSpan(i * 4, 4);
            var paths = new List<TreePath>();
            for (var tree = 0; tree < trees.TreeCount; tree++) paths.Add(trees.PathOf(tree, row));
            var margin = trees.Shape.BaseMargin;
            foreach (var path in paths) margin += path.Leaf;

            Assert.Equal(trees.Margin(row), margin);
            foreach (var step in paths.SelectMany(path => path.Steps))
            {
                Assert.Equal(float.IsNaN(row[step.Feature]), step.IsMissing);
                if (!step.IsMissing) Assert.Equal(row[step.Feature] < step.Threshold, step.IsBelow);
            }

            trees.LeafNumbers(row, numbers);
            trees.LeafNumbers(rows.AsSpan((i + 1) * 4, 4), others);
            for (var tree = 0; tree < numbers.Length; tree++)
            {
                var same = paths[tree].Steps.SequenceEqual(trees.PathOf(tree, rows.AsSpan((i + 1) * 4, 4)).Steps, new SameWay());
                Assert.Equal(same, numbers[tree] == others[tree]);
            }
        }
    }

    [Fact]
    public void Tree_that_does_not_exist_is_refused()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");
        var trees = BoostedTrees.FromXgboostJson(Xgboost.Train([0, 1, 2, 3], 1, [0, 0, 1, 1], new() { Trees = 1 }));

        Assert.Throws<ArgumentOutOfRangeException>(() => trees.PathOf(1, [0f]));
        Assert.Throws<ArgumentException>(() => trees.PathOf(0, []));
        Assert.Throws<ArgumentException>(() => trees.LeafNumbers([0f], []));
    }

    // Whether a value is missing is the row's affair, not the way's.
    private sealed class SameWay : IEqualityComparer<TreeStep>
    {
        public bool Equals(TreeStep x, TreeStep y) => x with { IsMissing = false } == y with { IsMissing = false };

        public int GetHashCode(TreeStep step) => HashCode.Combine(step.Feature, step.Threshold);
    }
}
