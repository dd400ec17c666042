namespace Platform.Learning.Tests;

public sealed class CategoryRarityTests
{
    [Fact]
    public void Rare_categories_surprise_more_than_common_ones_and_unseen_ones_most()
    {
        var rarity = CategoryRarity.Of(Enumerable.Repeat("tcp", 98).Append("udp").Append("udp"));

        Assert.Equal(-Math.Log(98.5 / 100.5), rarity.SurpriseOf("tcp"), 1e-6);
        Assert.Equal(-Math.Log(2.5 / 100.5), rarity.SurpriseOf("udp"), 1e-6);
        Assert.Equal(rarity.Unseen, rarity.SurpriseOf("icmp"));
        Assert.Equal(-Math.Log(0.5 / 100.5), rarity.Unseen, 1e-6);
    }

    [Fact]
    public void Nothing_is_learnt_from_no_events() => Assert.Throws<ArgumentException>(() => CategoryRarity.Of([]));
}
