using Platform.Contracts;
using Platform.Learning.Features;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Tests;

public sealed class TransactionFeaturesTests
{
    private readonly ScoringEngine engine = Shipped.Engine(new([], "none", ""));

    [Fact]
    public void First_event_of_an_account_has_no_history()
    {
        engine.Score(Traffic.One("x"));

        Assert.True(float.IsNaN(engine.Of("amountZ")));
        Assert.True(float.IsNaN(engine.Of("newPayee")));
        Assert.Equal(0, engine.Of("sentCount30d"));
    }

    [Fact]
    public void Counts_and_sums_end_just_before_the_event()
    {
        for (var i = 0; i < 5; i++) engine.Score(Traffic.One($"x-{i}", 10, "a", $"b-{i}") with { Time = Traffic.Start.AddMinutes(i * 20) });

        Assert.Equal((4f, 40f, 4f), (engine.Of("sentCount1d"), engine.Of("sentSum1d"), engine.Of("payees7d")));
        Assert.Equal((1_200f, 1f), (engine.Of("sinceLastSent"), engine.Of("newPayee")));
        Assert.InRange(engine.Of("sentCount1h"), 2, 3);
    }

    [Fact]
    public void Counterparty_paid_before_is_not_new()
    {
        engine.Score(Traffic.One("x-1"));
        engine.Score(Traffic.One("x-2"));

        Assert.Equal(0, engine.Of("newPayee"));
    }

    [Fact]
    public void Device_is_new_only_beside_known_ones()
    {
        engine.Score(Traffic.One("x-1") with { Device = "d-1" });
        Assert.True(float.IsNaN(engine.Of("newDevice")));
        engine.Score(Traffic.One("x-2") with { Device = "d-1" });
        Assert.Equal(0, engine.Of("newDevice"));
        engine.Score(Traffic.One("x-3") with { Device = "d-2" });
        Assert.Equal(1, engine.Of("newDevice"));
    }

    [Fact]
    public void Distinct_payers_are_counted_at_the_receiving_end()
    {
        for (var i = 0; i < 10; i++)
            engine.Score(Traffic.One($"x-{i}", 10, $"a-{i % 5}", "mule") with { Time = Traffic.Start.AddMinutes(i) });

        Assert.Equal((5f, 9f), (engine.Of("payers1d"), engine.Of("receivedCount1d")));
    }

    [Fact]
    public void Money_passed_on_is_recognised_by_its_amount()
    {
        engine.Score(Traffic.One("in", 500, "a", "b"));
        engine.Score(Traffic.One("out", 490, "b", "c") with { Time = Traffic.Start.AddMinutes(10) });

        Assert.Equal(0.9, engine.Of("passThrough"), 5);
        Assert.Equal((600f, 0f), (engine.Of("sinceReceived"), engine.Of("cycleLength")));
    }

    [Fact]
    public void Late_event_sees_nothing_that_happened_after_it_and_counts_from_then_on()
    {
        engine.Score(Traffic.One("x-1"));
        engine.Score(Traffic.One("x-2") with { Time = Traffic.Start.AddHours(-3) });
        Assert.Equal((0f, 0f), (engine.Of("sinceLastSent"), engine.Of("sentCount1d")));

        engine.Score(Traffic.One("x-3") with { Time = Traffic.Start.AddMinutes(1) });
        Assert.Equal(2, engine.Of("sentCount1d"));
    }

    [Fact]
    public void Account_is_compared_with_its_own_events_of_the_kind()
    {
        for (var i = 0; i < 20; i++)
        {
            engine.Score(Traffic.One($"t-{i}", 1_000));
            engine.Score(Traffic.One($"p-{i}", 10) with { Kind = TransactionKind.Payment });
        }

        engine.Score(Traffic.One("t", 1_000));
        Assert.Equal(1, engine.Of("amountRatio"), 3);
        engine.Score(Traffic.One("p", 20) with { Kind = TransactionKind.Payment });
        Assert.Equal(2, engine.Of("amountRatio"), 3);
    }

    [Fact]
    public void Market_is_all_events_of_a_kind_and_currency()
    {
        for (var i = 0; i < 50; i++) engine.Score(Traffic.One($"x-{i}", 10 + i % 3, $"a-{i}", $"b-{i}"));

        engine.Score(Traffic.One("big", 100, "new", "b"));
        Assert.InRange(engine.Of("tenantAmountZ"), 10, 200);
        engine.Score(Traffic.One("other", 100, "newer", "b") with { Currency = "JPY" });
        Assert.Equal(float.NaN, engine.Of("tenantAmountZ"));
    }

    [Fact]
    public void What_the_sender_received_is_read_and_not_added_to()
    {
        for (var i = 0; i < 4; i++) engine.Score(Traffic.One($"in-{i}", 100, $"a-{i}", "mule") with { Time = Traffic.Start.AddMinutes(i) });

        for (var i = 0; i < 2; i++)
            engine.Score(Traffic.One($"out-{i}", 100, "mule", "far") with { Time = Traffic.Start.AddMinutes(10 + i) });

        Assert.Equal((4f, 0.5f), (engine.Of("ownPayers1d"), engine.Of("sentOverReceived")));
    }

    [Fact]
    public void Features_for_other_features_are_not_named()
    {
        engine.Score(Traffic.One("x"));

        Assert.False(Shipped.Features.TryFind("trailOrigin", out _));
        Assert.Equal(Shipped.Features.Names, Shipped.Features.Named(engine.Features).Keys);
        Assert.DoesNotContain("excess", Shipped.Features.Names);
    }

    [Fact]
    public void Names_are_stable()
    {
        string[] names =
        [
            "amount", "amountZ", "amountRatio", "tenantAmountZ", "sentCount1h", "sentCount1d", "sentCount7d", "sentCount30d", "sentSum1d",
            "sentRate", "sentSpike", "sinceLastSent", "payees7d", "newPayee", "newPayees1h", "newDevice", "accountAge", "night", "oddHour",
            "oddDay", "payeeAmountZ", "receivedCount1h", "receivedCount1d", "payers1d", "receivedRate", "payeeAge", "payeeExcess",
            "passThrough", "sinceReceived", "cycleLength", "sentOverReceived", "ownPayers1d", "payeeRisk7d", "payeeRisk30d",
            "sincePayeeFraud", "payeeLastLabel", "accountFrauds30d", "accountRisk30d", "accountLastLabel",
        ];

        Assert.Equal(names, Shipped.Features.Names);
        Assert.All(Shipped.Features.Set.Features, feature => Assert.True(feature.IsInternal || feature.Text is not null));
    }

    [Fact]
    public void Entity_takes_at_most_4_KiB_in_each_role() =>
        Assert.All(Enum.GetValues<Role>(), role => Assert.InRange(Shipped.Features.Set.MostBytes((int)role), 100, 4_096));

    [Fact]
    public void Without_labels_their_features_say_nothing_however_many_events_there_are()
    {
        for (var i = 0; i < 100; i++) engine.Score(Traffic.One($"x-{i}") with { Time = Traffic.Start.AddHours(i * 5) });

        Assert.All(["payeeRisk7d", "payeeRisk30d", "accountRisk30d"], name => Assert.Equal(0.01f, engine.Of(name)));
        Assert.All(["sincePayeeFraud", "payeeLastLabel", "accountLastLabel"], name => Assert.Equal(float.NaN, engine.Of(name)));
        Assert.Equal(0, engine.Of("accountFrauds30d"));
    }

    [Fact]
    public void What_is_known_of_an_event_counts_for_both_ends_from_seven_days_on()
    {
        for (var i = 0; i < 10; i++) engine.Score(Traffic.One($"x-{i}"));
        for (var i = 0; i < 10; i++) engine.Learn(new(i + 1, 10, Traffic.One($"x-{i}"), i == 9));

        engine.Score(Traffic.One("early") with { Time = Traffic.Start.AddDays(6) });
        Assert.Equal((0.01f, float.NaN), (engine.Of("payeeRisk7d"), engine.Of("accountLastLabel")));
        engine.Score(Traffic.One("late") with { Time = Traffic.Start.AddDays(10) });
        Assert.Equal(1.02 / 12, engine.Of("payeeRisk7d"), 6);
        Assert.Equal(1.02 / 12, engine.Of("payeeRisk30d"), 6);
        Assert.Equal((864_000f, 1f), (engine.Of("sincePayeeFraud"), engine.Of("payeeLastLabel")));
        engine.Score(Traffic.One("later") with { Time = Traffic.Start.AddDays(20) });
        Assert.Equal((1f, 1f), (engine.Of("accountFrauds30d"), engine.Of("accountLastLabel")));
        Assert.Equal(1.02 / 12, engine.Of("accountRisk30d"), 6);
    }

    [Theory]
    [InlineData("function: value, of: amount", "function: valeu, of: amount", 12, "Did you mean 'value'?")]
    [InlineData("name: amount,", "nam: amount,", 12, "needs 'name'")]
    [InlineData("numbers: [amount]", "numbers: [amount, weight]", 1, "The numbers of a transaction are: amount.")]
    [InlineData("market: market", "market: { key: market, of: sender }", 1, "The entities of a transaction are")]
    public void Mistake_is_named_with_file_and_line(string sound, string wrong, int line, string problem)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "features", TransactionFeatures.FileName));
        Assert.Contains(sound, text, StringComparison.Ordinal);

        var mistake = Assert.Throws<FeatureSetException>(
            () => TransactionFeatures.Parse(text.Replace(sound, wrong, StringComparison.Ordinal), "t.yaml"));

        Assert.StartsWith("t.yaml:", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(problem, mistake.Problem, StringComparison.Ordinal);
        if (line > 1) Assert.InRange(mistake.Line, line, line + 2);
    }
}
