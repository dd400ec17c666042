namespace Platform.Learning.Tests;

public sealed class RankingQualityTests
{
    [Fact]
    public void Figures_are_those_of_a_small_example()
    {
        // By hand: the positives 0.35 and 0.8 beat 3 of 4 negative pairings; precision 1 at the first, 2/3 at the second.
        double[] scores = [0.1, 0.4, 0.35, 0.8];
        bool[] labels = [false, false, true, true];

        Assert.Equal(0.75, RankingQuality.RocAuc(scores, labels), 12);
        Assert.Equal((1 + 2.0 / 3) / 2, RankingQuality.AveragePrecision(scores, labels), 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Area_agrees_with_counting_all_pairs(ulong seed)
    {
        var random = new SplitMix(seed);
        var scores = Enumerable.Range(0, 300).Select(_ => random.Below(20) / 20.0).ToArray();
        var labels = scores.Select(_ => random.Below(4) == 0).ToArray();
        var (positives, negatives) = (scores.Where((_, i) => labels[i]).ToList(), scores.Where((_, i) => !labels[i]).ToList());

        var pairs = positives.Sum(p => negatives.Sum(n => p > n ? 1 : p.Equals(n) ? 0.5 : 0));

        Assert.Equal(pairs / ((double)positives.Count * negatives.Count), RankingQuality.RocAuc(scores, labels), 10);
    }

    [Fact]
    public void Area_without_positives_is_not_a_number() => Assert.True(double.IsNaN(RankingQuality.RocAuc([1, 2], [false, false])));

    [Fact]
    public void Equal_scores_are_worth_the_share_of_positives() =>
        Assert.Equal(0.25, RankingQuality.AveragePrecision([1, 1, 1, 1], [true, false, false, false]), 12);

    [Fact]
    public void Card_found_on_one_day_is_not_looked_at_again()
    {
        // Day 1: cards 1 (fraud) and 2; day 2: card 1 again, highest, but blocked by then, and card 3 (fraud).
        double[] scores = [0.9, 0.1, 0.95, 0.2, 0.1];
        bool[] labels = [true, false, true, true, false];

        Assert.Equal(1, RankingQuality.CardPrecision(scores, labels, [1, 1, 2, 2, 2], [1, 2, 1, 3, 2], 1), 12);
    }

    [Fact]
    public void Highest_event_of_a_card_stands_for_it() =>
        Assert.Equal(
            0.5, RankingQuality.CardPrecision([0.1, 0.9, 0.5, 0.4], [true, false, false, true], [1, 1, 1, 1], [1, 1, 2, 3], 2), 12);
}
