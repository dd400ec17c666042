using Platform.Risk.Features;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;

namespace Platform.Risk.Tests;

public sealed class FeatureExtractorTests
{
    private readonly ScoringEngine engine = new(new(), new(), new RuleSet([], "none", ""));

    [Fact]
    public void First_event_of_an_account_has_no_history()
    {
        engine.Score(Traffic.One("x"));

        Assert.True(float.IsNaN(Of(Feature.AmountZ)));
        Assert.True(float.IsNaN(Of(Feature.NewPayee)));
        Assert.Equal(0, Of(Feature.SentCount30d));
    }

    [Fact]
    public void Counts_and_sums_end_just_before_the_event()
    {
        for (var i = 0; i < 5; i++) engine.Score(Traffic.One($"x-{i}", 10, "a", $"b-{i}") with { Time = Traffic.Start.AddMinutes(i * 20) });

        Assert.Equal((4f, 40f, 4f), (Of(Feature.SentCount1d), Of(Feature.SentSum1d), Of(Feature.Payees7d)));
        Assert.Equal((1_200f, 1f), (Of(Feature.SinceLastSent), Of(Feature.NewPayee)));
        Assert.InRange(Of(Feature.SentCount1h), 2, 3);
    }

    [Fact]
    public void Counterparty_paid_before_is_not_new()
    {
        engine.Score(Traffic.One("x-1"));
        engine.Score(Traffic.One("x-2"));

        Assert.Equal(0, Of(Feature.NewPayee));
    }

    [Fact]
    public void Device_is_new_only_beside_known_ones()
    {
        engine.Score(Traffic.One("x-1") with { Device = "d-1" });
        Assert.True(float.IsNaN(Of(Feature.NewDevice)));
        engine.Score(Traffic.One("x-2") with { Device = "d-1" });
        Assert.Equal(0, Of(Feature.NewDevice));
        engine.Score(Traffic.One("x-3") with { Device = "d-2" });
        Assert.Equal(1, Of(Feature.NewDevice));
    }

    [Fact]
    public void Distinct_payers_are_counted_at_the_receiving_end()
    {
        for (var i = 0; i < 10; i++)
            engine.Score(Traffic.One($"x-{i}", 10, $"a-{i % 5}", "mule") with { Time = Traffic.Start.AddMinutes(i) });

        Assert.Equal((5f, 9f), (Of(Feature.Payers1d), Of(Feature.ReceivedCount1d)));
    }

    [Fact]
    public void Money_passed_on_is_recognised_by_its_amount()
    {
        engine.Score(Traffic.One("in", 500, "a", "b"));
        engine.Score(Traffic.One("out", 490, "b", "c") with { Time = Traffic.Start.AddMinutes(10) });

        Assert.Equal(0.9, Of(Feature.PassThrough), 5);
        Assert.Equal((600f, 0f), (Of(Feature.SinceReceived), Of(Feature.CycleLength)));
    }

    [Fact]
    public void Late_event_is_scored_and_counted()
    {
        engine.Score(Traffic.One("x-1"));
        engine.Score(Traffic.One("x-2") with { Time = Traffic.Start.AddHours(-3) });

        Assert.Equal((0f, 1f), (Of(Feature.SinceLastSent), Of(Feature.SentCount1d)));
    }

    [Fact]
    public void Names_are_stable()
    {
        Assert.Equal("amount", FeatureSet.Names[0]);
        Assert.True(FeatureSet.TryFind("payers1d", out var position));
        Assert.Equal((int)Feature.Payers1d, position);
    }

    private float Of(Feature feature) => engine.Features[(int)feature];
}
