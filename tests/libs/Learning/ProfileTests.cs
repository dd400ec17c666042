namespace Platform.Learning.Tests;

public sealed class ProfileTests
{
    [Fact]
    public void Without_history_there_is_no_score() => Assert.True(double.IsNaN(new RobustProfile().ZScore(5)));

    [Fact]
    public void Long_history_leads_to_the_ordinary_z_score()
    {
        var profile = new RobustProfile();
        for (var i = 0; i < 5_000; i++) profile.Add(100 + (i % 2 == 0 ? 10 : -10));

        Assert.InRange(profile.ZScore(130), 2.2, 3.1);
        Assert.InRange(profile.ZScore(100), -0.2, 0.2);
    }

    [Fact]
    public void Single_attack_does_not_become_the_new_normal()
    {
        var profile = new RobustProfile();
        for (var i = 0; i < 50; i++) profile.Add(10 + i % 3);
        profile.Add(100_000);

        Assert.InRange(profile.Mean, 10, 12);
        Assert.True(profile.ZScore(100) > 10);
    }

    [Fact]
    public void Short_history_is_cautious()
    {
        var profile = new RobustProfile();
        profile.Add(10);
        profile.Add(10);

        Assert.InRange(profile.ZScore(15), 0.5, 1.5);
    }

    [Fact]
    public void Fading_count_halves_with_its_half_life()
    {
        var count = new FadingCount();
        count.Add(1_000, 60, 4);

        Assert.Equal((4, 2, 1), (count.Read(900, 60), count.Read(1_060, 60), count.Read(1_120, 60)));
    }

    [Theory]
    [InlineData("2026-03-07T00:00:00Z", true, true)]
    [InlineData("2026-03-08T06:00:00Z", false, true)]
    [InlineData("2026-03-09T05:59:59Z", true, false)]
    [InlineData("1969-12-28T23:00:00Z", false, true)]
    public void Night_and_weekend_are_told_in_utc(string moment, bool night, bool weekend)
    {
        var seconds = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();

        Assert.Equal((night, weekend), (Calendar.IsNight(seconds), Calendar.IsWeekend(seconds)));
    }

    [Fact]
    public void Tail_of_a_quantile_falls_and_never_ends()
    {
        var quantiles = Quantiles.Of([.. Enumerable.Range(0, 10_000).Select(i => i / 10_000.0)]);

        Assert.Equal(0.1, quantiles.TailOf(0.9), 2);
        Assert.Equal(2, quantiles.SurpriseOf(0.99), 1);
        Assert.True(quantiles.SurpriseOf(2) > quantiles.SurpriseOf(1.5));
        Assert.True(double.IsFinite(quantiles.SurpriseOf(1e9)));
    }

    [Fact]
    public void Packed_numbers_come_back_as_they_were()
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new PackedWriter(bytes);
        long[] values = [0, 1, -1, 127, 128, -129, long.MaxValue, long.MinValue];
        foreach (var value in values) writer.WriteInteger(value);
        var reader = new PackedReader(bytes.WrittenSpan);

        foreach (var value in values) Assert.Equal(value, reader.ReadInteger());
        Assert.True(reader.AtEnd);
    }
}
