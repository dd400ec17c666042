using Platform.Contracts;
using Platform.Risk.Features;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Tests;

public sealed class ScoringEngineTests
{
    [Fact]
    public void Same_events_give_the_same_scores_and_bytes()
    {
        var (one, other) = (Engine(), Engine());
        foreach (var transaction in Traffic.Many(2_000)) Assert.Equal(one.Score(transaction).Score, other.Score(transaction).Score);

        Assert.All(
            one.Entities.Dirty,
            state => Assert.Equal(state.Write(Shipped.Features), other.Entities.Get(state.Name).Write(Shipped.Features)));
    }

    [Fact]
    public void Restored_state_scores_on_as_if_nothing_had_happened()
    {
        var (traffic, whole, first, second) = (Traffic.Many(1_000), Engine(), Engine(), Engine());
        foreach (var transaction in traffic[..500]) first.Score(transaction);
        foreach (var state in first.Entities.Dirty) second.Entities.Load(Copy(state));
        second.Sequence = first.Sequence;

        var expected = traffic.ConvertAll(transaction => whole.Score(transaction).Score)[500..];

        Assert.Equal(expected, traffic[500..].ConvertAll(transaction => second.Score(transaction).Score));
    }

    [Fact]
    public void Replay_onto_states_of_different_age_leads_to_the_same_bytes()
    {
        var (traffic, whole, partial) = (Traffic.Many(600), Engine(), Engine());
        var random = new Learning.SplitMix(11);
        var log = traffic.ConvertAll(transaction =>
        {
            whole.Score(transaction);
            var vector = whole.Features.ToArray();
            // Now and then an entity is check-pointed, each at its own moment; the position stays 0.
            var state = whole.Entities.Get(new(EntityKind.Account, $"a-{random.Below(20)}"));
            if (state.Sequence > 0 && random.Below(3) == 0 && !partial.Entities.Knows(state.Name))
                partial.Entities.Load(Copy(state));
            return (Transaction: transaction, Vector: vector);
        });

        for (var i = 0; i < log.Count; i++) partial.Replay(log[i].Transaction, log[i].Vector, i + 1);

        Assert.All(
            whole.Entities.Dirty,
            state => Assert.Equal(state.Write(Shipped.Features), partial.Entities.Get(state.Name).Write(Shipped.Features)));
    }

    [Fact]
    public void Log_of_another_feature_set_is_computed_again_to_the_same_bytes()
    {
        var (whole, again) = (Engine(), Engine());
        foreach (var (i, transaction) in Traffic.Many(600).Index())
        {
            whole.Score(transaction);
            again.Replay(transaction, vector: null, i + 1);
        }

        Assert.All(
            whole.Entities.Dirty,
            state => Assert.Equal(state.Write(Shipped.Features), again.Entities.Get(state.Name).Write(Shipped.Features)));
    }

    [Fact]
    public void State_of_before_features_were_declared_is_as_good_as_none()
    {
        var name = new EntityName(EntityKind.Account, "a");
        var bytes = new Entity(name).Write(Shipped.Features);
        Assert.NotNull(Entity.Read(name, bytes, Shipped.Features));

        Assert.Null(Entity.Read(name, [1, .. bytes[1..]], Shipped.Features));
        bytes[3] ^= 1;
        Assert.Null(Entity.Read(name, bytes, Shipped.Features));
    }

    [Fact]
    public void Reasons_add_up_to_the_score_and_the_largest_comes_first()
    {
        var engine = Trained();
        var raised = Traffic.Many(3_000, seed: 5).ConvertAll(transaction => engine.Score(transaction)).FindAll(a => a.Score >= 0.5);

        Assert.NotEmpty(raised);
        Assert.All(raised, a => Assert.Equal(a.Score, a.Reasons.Sum(reason => reason.Contribution), 9));
        Assert.All(raised, a => Assert.Equal(a.Reasons.OrderByDescending(reason => reason.Contribution), a.Reasons));
        Assert.All(raised, a => Assert.DoesNotContain('{', string.Concat(a.Reasons.Select(reason => reason.Text))));
    }

    [Fact]
    public void Trained_model_scores_as_its_stored_bytes()
    {
        var model = Trained().Model!;
        var read = AnomalyModel.FromBytes(model.Events, model.ToBytes(), model.FeatureSet);
        var row = new float[ModelInput.Columns];
        row[0] = 7;

        Assert.Equal((model.Score(row), model.Version), (read.Score(row), read.Version));
        Assert.Throws<FormatException>(() => AnomalyModel.FromBytes(1, model.ToBytes().AsSpan(0, 50), "1"));
    }

    [Fact]
    public void Amount_far_above_the_account_s_normal_is_raised()
    {
        var engine = Engine();
        for (var i = 0; i < 40; i++) engine.Score(Traffic.One($"n-{i}", 10 + i % 3) with { Time = Traffic.Start.AddHours(i * 7) });

        var odd = engine.Score(Traffic.One("odd", 400) with { Time = Traffic.Start.AddDays(13) });

        Assert.NotEqual(Verdict.Allow, odd.Verdict);
        Assert.Equal("amount-outlier", odd.Reasons[0].Code);
    }

    [Fact]
    public void Money_that_comes_back_is_seen_at_the_closing_transfer()
    {
        var engine = Engine();
        string[] ring = ["a", "b", "c", "d", "a"];
        var last = default(Judgement);
        for (var i = 0; i < 4; i++)
            last = engine.Score(Traffic.One($"c-{i}", 1_000 - i * 20, ring[i], ring[i + 1]) with { Time = Traffic.Start.AddHours(i) });

        Assert.Equal(4, engine.Of("cycleLength"));
        Assert.Equal("cycle", last.Reasons[0].Code);
    }

    [Fact]
    public void Takeover_burst_is_raised_within_its_first_transfers()
    {
        var engine = Engine();
        for (var i = 0; i < 30; i++)
            engine.Score(Traffic.One($"n-{i}", 50, "victim", $"shop-{i % 3}") with { Time = Traffic.Start.AddDays(i), Device = "own" });

        var evening = Traffic.Start.AddDays(30).AddHours(18);
        var burst = Enumerable.Range(0, 4)
            .Select(i => Traffic.One($"x-{i}", 300, "victim", $"mule-{i}") with { Time = evening.AddMinutes(i), Device = "new" })
            .Select(transaction => engine.Score(transaction)).ToList();

        Assert.NotEqual(Verdict.Allow, burst[^1].Verdict);
    }

    [Fact]
    public void Card_and_terminal_of_one_number_are_two_entities()
    {
        var engine = Engine();
        engine.Score(Traffic.One("x", 10, "5", "5") with { Kind = TransactionKind.Payment });

        Assert.True(engine.Entities.Knows(new(EntityKind.Account, "5")) && engine.Entities.Knows(new(EntityKind.Terminal, "5")));
        Assert.Equal(0, engine.Of("receivedCount1d"));
    }

    [Fact]
    public void Entities_over_the_limit_leave_when_nothing_of_them_is_unwritten()
    {
        var engine = new ScoringEngine(Shipped.Features, new(10), new(), Shipped.Rules);
        for (var i = 0; i < 20; i++) engine.Score(Traffic.One($"x-{i}", 10, $"a-{i}", $"b-{i}"));
        engine.Entities.Evict();
        Assert.Equal(41, engine.Entities.Count);

        foreach (var state in engine.Entities.Dirty.ToList()) engine.Entities.Saved(state, state.Mark);
        engine.Entities.Evict();

        Assert.Equal(10, engine.Entities.Count);
        Assert.True(engine.Entities.Knows(new(EntityKind.Account, "a-19")));
    }

    private static ScoringEngine Engine() => Shipped.Engine();

    private static Entity Copy(Entity state) =>
        Entity.Read(state.Name, state.Write(Shipped.Features), Shipped.Features) ?? throw new FormatException();

    private static ScoringEngine Trained()
    {
        var (engine, rows) = (Engine(), new List<float>());
        foreach (var transaction in Traffic.Many(3_000, seed: 5).Select(t => t with { Id = $"before-{t.Id}" }))
        {
            engine.Score(transaction);
            rows.AddRange(engine.Row);
        }

        engine = Engine();
        engine.Model = AnomalyModel.Train([.. rows], 3_000, Shipped.Features.Version);
        return engine;
    }
}
