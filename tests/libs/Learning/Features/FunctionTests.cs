namespace Platform.Learning.Tests.Features;

/// <summary>The textbook value of each function.</summary>
public sealed class FunctionTests
{
    private const long Hour = 3_600;
    private const long Day = 86_400;
    private const float Missing = float.NaN;

    [Theory]
    [InlineData("function: count, window: 1d", 8)]
    [InlineData("function: sum, of: amount, window: 1d", 40)]
    [InlineData("function: mean, of: amount, window: 1d", 5)]
    [InlineData("function: deviation, of: amount, window: 1d", 2.13809)]
    [InlineData("function: min, of: amount, window: 1d", 2)]
    [InlineData("function: max, of: amount, window: 1d", 9)]
    [InlineData("function: ratio, of: amount, window: 1d", 2)]
    [InlineData("function: zscore, of: amount, window: 1d", 2.33854)]
    [InlineData("function: mean, of: amount, window: 2 events", 8)]
    [InlineData("function: deviation, of: amount, window: 2 events", 1.41421)]
    [InlineData("function: max, of: amount, window: 3 events", 9)]
    [InlineData("function: quantile, of: amount, q: 0.5", 4)]
    [InlineData("function: quantile, of: amount, q: 0.5, window: 4 events", 5)]
    [InlineData("function: quantileRank, of: amount", 1)]
    [InlineData("function: quantileRank, of: amount, window: 7d", 1)]
    [InlineData("function: rate, window: 1d, per: 1h", 8)]
    [InlineData("function: rate, window: 3 events, per: 1h", 7200)]
    [InlineData("function: sinceLast", 0)]
    [InlineData("function: firstSeen", 0)]
    [InlineData("function: nightShare", 0.9)]
    [InlineData("function: distinct, of: what, window: 1d", 1)]
    [InlineData("function: distinct, of: what, window: 5 events", 1)]
    [InlineData("function: entropy, of: what, window: 1d", 0)]
    [InlineData("function: newValue, of: what", 0)]
    [InlineData("function: count, window: 1d, where: { kind: other }", 0)]
    public void Statistics_of_eight_values_are_those_of_the_textbook(string feature, double expected)
    {
        var scene = new Scene($"entity: who, {feature}");
        foreach (var value in new double[] { 2, 4, 4, 4, 5, 5, 7, 9 }) scene.See(0, value);

        Assert.Equal(expected, scene.Read(0, 10)[0], 4);
    }

    [Theory]
    [InlineData("function: value, of: amount", 7.0)]
    [InlineData("function: log, of: amount", 2.0794)]
    [InlineData("function: oneHot, of: kind, is: web", 1.0)]
    [InlineData("function: oneHot, of: kind, is: shop", 0.0)]
    [InlineData("function: night", 1.0)]
    [InlineData("function: weekend", 0.0)]
    [InlineData("function: textEntropy, of: what", 1.5)]
    public void Event_alone_gives_its_features(string feature, double expected) =>
        Assert.Equal(expected, new Scene(feature).Read(0, 7, "aabc", "web")[0], 4);

    [Fact]
    public void Entity_without_history_has_counts_of_nothing_and_misses_the_rest()
    {
        var scene = new Scene(
            "entity: who, function: count, window: 1d", "entity: who, function: mean, of: amount, window: 1d",
            "entity: who, function: sinceLast", "entity: who, function: newValue, of: what", "entity: who, function: zscore, of: amount",
            "entity: who, function: spike, window: 7d", "entity: who, function: risk, window: 7d, delay: 1d, prior: 0.2");

        Assert.Equal([0, Missing, Missing, Missing, Missing, Missing, 0.2f], scene.Read(0));
    }

    [Fact]
    public void Values_are_new_once_and_time_passes_since()
    {
        var scene = new Scene("entity: who, function: newValue, of: what", "entity: who, function: sinceLastSame, of: what",
            "entity: who, function: distinct, of: what, window: 1d", "entity: who, function: entropy, of: what");
        scene.See(0, what: "a");
        scene.See(100, what: "b");

        Assert.Equal([0, 200, 2, 1], scene.Read(200, what: "a"));
        Assert.Equal([1, Missing, 2, 1], scene.Read(200, what: "c"));
        Assert.Equal(0, scene.Read(2 * Day)[2]);
    }

    [Fact]
    public void Velocity_is_that_of_the_great_circle()
    {
        var scene = new Scene("entity: who, function: geoVelocity, latitude: lat, longitude: lon");
        scene.See(0, lat: 52.52, lon: 13.405);

        // Berlin to Paris, 878 km, in two hours.
        Assert.InRange(scene.Read(2 * Hour, lat: 48.8566, lon: 2.3522)[0], 436, 442);
        Assert.Equal(Missing, scene.Read(2 * Hour, lat: 95, lon: 2)[0]);
    }

    [Fact]
    public void Normal_is_kept_apart_by_a_text()
    {
        var scene = new Scene(
            "entity: who, function: ratio, of: amount, by: kind", "entity: who, function: zscore, of: amount, by: kind",
            "entity: who, function: ratio, of: amount");
        for (var i = 0; i < 10; i++)
        {
            scene.See(i, 10, kind: "a");
            scene.See(i, 1_000, kind: "b");
        }

        Assert.Equal([2, 2], [scene.Read(10, 20, kind: "a")[0], scene.Read(10, 2_000, kind: "b")[0]]);
        Assert.Equal([Missing, Missing], scene.Read(10, 10, kind: "new")[..2]);
        Assert.InRange(scene.Read(10, 20, kind: "a")[2], 0.01, 0.3);
    }

    [Fact]
    public void Fifth_text_takes_the_place_of_the_least_seen()
    {
        var scene = new Scene("entity: who, function: ratio, of: amount, by: kind");
        for (var kind = 0; kind < 5; kind++)
        {
            for (var i = 0; i < (kind == 1 ? 2 : 5); i++) scene.See(i, 10, kind: $"k{kind}");
        }

        Assert.Equal([1, Missing, 1, 1, 1], Enumerable.Range(0, 5).Select(kind => scene.Read(9, 10, kind: $"k{kind}")[0]));
    }

    [Fact]
    public void Longer_memory_forgets_more_slowly()
    {
        var scene = new Scene(
            "entity: who, function: ratio, of: amount, memory: 10 events", "entity: who, function: ratio, of: amount, memory: 1000 events");
        for (var i = 0; i < 400; i++) scene.See(i, i < 200 ? 10 : 12);

        Assert.Equal([1, 12 / 11f], scene.Read(400, 12), (a, b) => Math.Abs(a - b) < 0.001);
    }

    [Fact]
    public void Fading_sum_halves_with_every_half_life_and_holds_the_event()
    {
        var scene = new Scene("entity: who, function: fading, of: amount, window: 1h");
        Assert.Equal([8], scene.See(0, 8));

        Assert.Equal([4 + 1], scene.Read(Hour, 1));
        Assert.Equal([2 + 1], scene.Read(2 * Hour, 1));
        Assert.Equal([4], scene.Read(Hour, double.NaN));
    }

    [Fact]
    public void Odd_times_are_those_of_the_other_half()
    {
        var scene = new Scene("entity: who, function: oddHour", "entity: who, function: oddDay");
        for (var day = 0; day < 3; day++) scene.See(day * Day + 12 * Hour);

        Assert.Equal([0.2f, 0.8f], [scene.Read(3 * Day + 12 * Hour)[0], scene.Read(3 * Day + Hour)[0]]);
        Assert.All(Enumerable.Range(0, 7), day => Assert.InRange(scene.Read(day * Day)[1], 0.1, 0.9));
    }

    [Fact]
    public void Numbers_are_added_divided_and_kept_within_bounds()
    {
        var scene = new Scene(
            "function: plus, of: amount, with: lat", "function: quotient, of: amount, with: lat",
            "function: clip, of: amount, least: 0, most: 6");

        Assert.Equal([10, 4, 6], scene.Read(0, 8, lat: 2));
        Assert.Equal([8, Missing, 6], scene.Read(0, 8, lat: 0));
        Assert.Equal([Missing, Missing, 0], scene.Read(0, -3));
        Assert.Equal(Missing, scene.Read(0, double.NaN)[2]);
    }

    [Fact]
    public void Spike_compares_today_with_the_usual_day()
    {
        var scene = new Scene("entity: who, function: spike, window: 30d", "entity: who, function: spike, of: amount, window: 30d");
        for (var day = 0; day < 20; day++) scene.See(day * Day + 12 * Hour, 10);

        var vector = scene.Read(20 * Day + 13 * Hour, 30);

        Assert.InRange(vector[0], 0.9, 1.2);
        Assert.InRange(vector[1], 2.9, 3.4);
    }

    [Fact]
    public void Feature_may_be_about_an_earlier_feature()
    {
        var scene = new Scene("entity: who, function: ratio, of: amount, window: 7d", "entity: who, function: max, of: f0, window: 7d");
        foreach (var amount in new double[] { 10, 30, 20 }) scene.See(0, amount);

        Assert.Equal(3, scene.Read(0)[1], 4);
    }

    [Fact]
    public void Labels_count_from_their_delay_on_and_once()
    {
        var scene = new Scene(
            "entity: who, function: frauds, window: 4d, delay: 1d", "entity: who, function: risk, window: 4d, delay: 1d, prior: 0.5",
            "entity: who, function: sinceFraud, delay: 1d", "entity: who, function: lastLabel, delay: 1d",
            "entity: who, function: fraudRun, delay: 1d");
        for (var i = 0; i < 4; i++) scene.See(i * Hour);
        for (var again = 0; again < 2; again++)
        {
            // The frauds come twice, the others once: what one repetition adds, another must not take away.
            for (var i = again * 2; i < 4; i++) scene.Label(i * Hour, (ulong)i, i >= 2);
        }

        Assert.Equal([0, 0.5f, Missing, Missing, Missing], scene.Read(20 * Hour));
        Assert.Equal([2, 0.5f, 2 * Day - 3 * Hour, 1, 2 * Day - 2 * Hour], scene.Read(2 * Day));
        Assert.Equal(0, scene.Read(7 * Day)[0]);
    }

    [Fact]
    public void Share_of_fraud_is_the_prior_until_the_first_label_is_known_however_many_events_there_are()
    {
        var scene = new Scene("entity: who, function: risk, window: 4d, delay: 1d, prior: 0.5");
        for (var i = 0; i < 8; i++) scene.See(0);
        Assert.Equal(0.5f, scene.Read(2 * Day)[0]);

        scene.Label(0, 1, isFraud: false);
        Assert.Equal(0.5f, scene.Read(Day - Hour)[0]);
        Assert.Equal(1f / (8 + 2), scene.Read(2 * Day)[0]);
    }

    [Fact]
    public void Values_are_remembered_as_far_as_they_are_kept()
    {
        var scene = new Scene("entity: who, function: newValue, of: what, keep: 2");
        foreach (var value in new[] { "a", "b", "c" }) scene.See(0, what: value);

        Assert.Equal((1f, 0f), (scene.Read(Hour, what: "a")[0], scene.Read(Hour, what: "c")[0]));
    }

    [Fact]
    public void Latest_known_labels_are_counted_and_those_in_a_row()
    {
        var scene = new Scene(
            "entity: who, function: fraudStreak, delay: 1d", "entity: who, function: risk, window: 3 events, delay: 1d, prior: 0.5");
        bool[] verdicts = [true, false, true, true];
        for (var i = 0; i < 4; i++) scene.See(i * Hour);
        for (var i = 0; i < 4; i++) scene.Label(i * Hour, (ulong)i, verdicts[i]);

        Assert.Equal([0, 0.5f], scene.Read(20 * Hour));
        Assert.Equal([1, (1 + 1f) / (1 + 2)], scene.Read(Day));
        Assert.Equal([0, (1 + 1f) / (2 + 2)], scene.Read(Day + Hour));
        Assert.Equal([2, (2 + 1f) / (3 + 2)], scene.Read(2 * Day));
    }

    [Fact]
    public void Frauds_are_remembered_without_a_window()
    {
        var scene = new Scene("entity: who, function: fraudRun");
        for (var i = 0; i < 3; i++) scene.See(i * Day);
        scene.Label(Day, 2, true);
        scene.Label(0, 1, false);

        Assert.Equal([2 * Day], scene.Read(3 * Day));
    }

    [Fact]
    public void Label_that_is_taken_back_no_longer_counts()
    {
        var scene = new Scene(
            "entity: who, function: frauds, window: 4d", "entity: who, function: sinceFraud", "entity: who, function: lastLabel");
        scene.See(0);
        scene.Label(0, 1, true);
        scene.Label(0, 1, false);

        Assert.Equal([0, Missing, 0], scene.Read(Day));
    }
}
