using Platform.Learning.Evaluation;

namespace Platform.Learning.Tests.Evaluation;

public sealed class AlertRankingTests
{
    private static readonly double[] Scores = [0.9, 0.8, 0.7, 0.6, 0.5];
    private static readonly bool[] Labels = [true, false, true, false, false];
    private static readonly double[] Amounts = [100, 1, 300, 1, 1];

    [Fact]
    public void Five_events_are_counted_by_hand()
    {
        var ranking = new AlertRanking(Scores, Labels, Amounts);

        Assert.Equal((5, 2d, 400d), (ranking.Count, ranking.Frauds, ranking.FraudAmount));
        Assert.Equal(1, ranking.PrecisionAt(1));
        Assert.Equal(0.5, ranking.PrecisionAt(2));
        Assert.Equal(2 / 3d, ranking.PrecisionAt(3), 12);
        Assert.Equal(0.4, ranking.PrecisionAt(99), 12);
        Assert.Equal(0.5, ranking.RecallAt(0.4));
        Assert.Equal(1, ranking.RecallAt(0.6));
        Assert.Equal(0, ranking.RecallAt(0));
    }

    [Fact]
    public void Costs_are_looks_and_what_was_lost()
    {
        var ranking = new AlertRanking(Scores, Labels, Amounts);

        Assert.Equal(new CostOfAlerts(0, 0, 1, 400), ranking.CostAt(0, 10));
        Assert.Equal(new CostOfAlerts(0.2, 1, 0.75, 310), ranking.CostAt(0.2, 10));
        Assert.Equal(new CostOfAlerts(1, 5, 0, 50), ranking.CostAt(1, 10));
    }

    [Fact]
    public void Equal_scores_count_by_their_share_in_any_order()
    {
        double[] scores = [1, 1, 1, 1];
        Assert.Equal(0.25, new AlertRanking(scores, [true, false, false, false]).PrecisionAt(1));
        Assert.Equal(0.25, new AlertRanking(scores, [false, false, false, true]).PrecisionAt(1));
        Assert.Equal(0.5, new AlertRanking(scores, [false, false, false, true]).RecallAt(0.5));
    }

    [Fact]
    public void Nothing_to_find_is_NaN_and_costs_only_looks()
    {
        var ranking = new AlertRanking([1, 2], [false, false], [5, 5]);
        Assert.Equal(double.NaN, ranking.RecallAt(0.5));
        Assert.Equal(new CostOfAlerts(0.5, 1, 0, 3), ranking.CostAt(0.5, 3));
        Assert.Throws<ArgumentException>(() => new AlertRanking([1], [true, false]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranking.RecallAt(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranking.PrecisionAt(0));
    }

    [Fact]
    public void Slices_are_judged_by_themselves_and_by_the_threshold_of_all()
    {
        double[] scores = [9, 8, 7, 6, 3, 2];
        bool[] labels = [true, false, true, false, true, false];
        var slices = SliceQuality.Of(scores, labels, ["a", "a", "a", "b", "b", "c"], alertRate: 0.5);

        Assert.Equal(["a", "b", "c"], slices.Select(slice => slice.Name));
        Assert.Equal((3, 2, 0.5, 1d), (slices[0].Events, slices[0].Frauds, slices[0].RocAuc, slices[0].Recall));
        Assert.Equal((2, 1, 0d, 0d), (slices[1].Events, slices[1].Frauds, slices[1].RocAuc, slices[1].Recall));
        Assert.True(double.IsNaN(slices[2].RocAuc) && double.IsNaN(slices[2].Recall));
    }
}
