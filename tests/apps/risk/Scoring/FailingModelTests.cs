using Platform.Local;
using Platform.Risk.Scoring;
using Platform.Risk.Tests.Models;
using Platform.Scoring;

namespace Platform.Risk.Tests.Scoring;

public sealed class FailingModelTests
{
    private readonly ManualTime time = new();
    private readonly ScoringEngine engine;

    public FailingModelTests()
    {
        engine = new(
            Shipped.Features, new(), new(), Shipped.Rules, new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50), time));
        engine.Seat(FraudScorer.Of(FraudModel.FromBytes(TrainedModels.FailingOnLargeAmounts), Shipped.Features), null);
    }

    [Fact]
    public void Rules_decide_where_the_ensemble_fails_and_the_decision_says_so()
    {
        var (small, large) = (Score(10), Score(5_000));

        Assert.InRange(small.EnsembleScore, 0, 1);
        Assert.Equal("model-warming-up", small.Degraded);
        Assert.True(double.IsNaN(large.EnsembleScore));
        Assert.Equal("model-warming-up,ensemble-failing", large.Degraded);
        Assert.InRange(large.Score, 0, 1);
        Assert.DoesNotContain(large.Reasons, reason => reason.Code == FraudModel.Name);
    }

    [Fact]
    public void Ensemble_that_keeps_failing_is_left_out_and_back_within_a_tenth_of_a_second_of_recovering()
    {
        for (var i = 0; i < 16; i++) Score(5_000);
        Assert.Equal(BreakerState.Open, Guard.State);
        Assert.True(double.IsNaN(Score(10).EnsembleScore));

        var back = 0;
        for (; double.IsNaN(Score(10).EnsembleScore); back++) time.Advance(TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 2; i++) Score(10);

        Assert.InRange(back, 1, 10);
        Assert.Equal(BreakerState.Closed, Guard.State);
    }

    [Fact]
    public void Another_ensemble_begins_with_a_closed_breaker()
    {
        for (var i = 0; i < 16; i++) Score(5_000);
        engine.Seat(FraudScorer.Of(TrainedModels.Model, Shipped.Features), null);

        Assert.InRange(Score(5_000).EnsembleScore, 0, 1);
    }

    private ModelBreaker Guard => (ModelBreaker)engine.Models.EnsembleGuard;

    private Judgement Score(double amount) => engine.Score(Traffic.One($"tx-{engine.Sequence}", amount));
}
