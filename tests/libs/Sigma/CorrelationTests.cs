using System.Globalization;

namespace Platform.Sigma.Tests;

/// <summary>Rules that look at the matches of other rules.</summary>
public sealed class CorrelationTests
{
    private const string Rules = """
        title: Failed
        id: 5f1abf38-0000-4000-8000-00000000000a
        name: failed
        logsource: { product: p }
        detection: { s: { Type: fail }, condition: s }
        ---
        title: Succeeded
        name: succeeded
        logsource: { product: p }
        detection: { s: { Type: [ok, both] }, condition: s }
        ---
        title: Created
        name: created
        logsource: { product: p }
        detection: { s: { Type: [new, both] }, condition: s }
        ---

        """;

    private static readonly DateTimeOffset start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private int next;

    [Fact]
    public void So_many_events_of_a_group_within_the_timespan_fire_once()
    {
        var correlator = Of("{ type: event_count, rules: [failed], group-by: [User], timespan: 1m, condition: { gte: 3 } }");

        Assert.False(Fires(correlator, 0, "fail", "ann"));
        Assert.False(Fires(correlator, 10, "fail", "bob"));
        Assert.False(Fires(correlator, 20, "fail", "ann"));
        Assert.False(Fires(correlator, 25, "ok", "ann"));
        var match = Assert.Single(Add(correlator, 60, "fail", "ANN"));
        Assert.Equal("Correlated", match.Rule.Title);
        Assert.Equal([new("User", "ann"), new("events", "3")], match.Evidence);
        Assert.False(Fires(correlator, 61, "fail", "ann"));
        Assert.False(Fires(correlator, 62, "fail", "ann"));
        Assert.True(Fires(correlator, 63, "fail", "ann"));
    }

    [Fact]
    public void Events_further_apart_than_the_timespan_do_not_belong_together()
    {
        var correlator = Of("{ type: event_count, rules: [failed], group-by: [User], timespan: 1m, condition: { gt: 1 } }");

        Assert.False(Fires(correlator, 0, "fail", "ann"));
        Assert.False(Fires(correlator, 61, "fail", "ann"));
        Assert.True(Fires(correlator, 121, "fail", "ann"));
    }

    [Fact]
    public void Different_values_are_counted_and_not_events()
    {
        var correlator = Of("{ type: value_count, rules: failed, group-by: [Ip], timespan: 1h, condition: { field: User, gte: 3 } }");

        Assert.False(Fires(correlator, 0, "fail", "ann"));
        Assert.False(Fires(correlator, 1, "fail", "ANN"));
        Assert.False(Fires(correlator, 2, "fail", "bob"));
        Assert.Equal(new("different values of User", "3"), Assert.Single(Add(correlator, 3, "fail", "eve")).Evidence[^1]);
    }

    [Theory]
    [InlineData("temporal", "ok new fail", true)]
    [InlineData("temporal", "fail ok fail", false)]
    [InlineData("temporal", "both fail", true)]
    [InlineData("temporal_ordered", "fail ok new", true)]
    [InlineData("temporal_ordered", "ok new fail", false)]
    [InlineData("temporal_ordered", "fail both", false)]
    [InlineData("temporal_ordered", "fail both both", true)]
    [InlineData("temporal_ordered", "ok fail new ok new", true)]
    public void Events_of_each_rule_fire_in_any_order_or_in_theirs(string type, string types, bool expected)
    {
        var correlator = Of($"{{ type: {type}, rules: [failed, succeeded, created], group-by: [User], timespan: 5m }}");

        Assert.Equal(expected, types.Split(' ').Select((each, i) => Fires(correlator, i, each, "ann")).ToList().Contains(true));
    }

    [Theory]
    [InlineData("eq: 2", "01")]
    [InlineData("gt: 1, lt: 3", "01")]
    [InlineData("lte: 1", "11")]
    [InlineData("lt: 2", "11")]
    public void Conditions_are_tried_with_each_event(string condition, string fires)
    {
        var correlator = Of($"{{ type: event_count, rules: [failed], timespan: 1m, condition: {{ {condition} }} }}");

        Assert.Equal(fires, string.Concat(fires.Select((_, i) => Fires(correlator, i, "fail", "ann") ? '1' : '0')));
    }

    [Fact]
    public void An_alias_is_another_field_in_each_rule()
    {
        var correlator = Of("""
            { type: temporal, rules: [failed, succeeded], group-by: [who], timespan: 1m,
              aliases: { who: { failed: User, succeeded: Target } } }
            """);

        Add(correlator, 0, "fail", "ann");
        Assert.False(Fires(correlator, 1, "ok", "ann", "bob"));
        Assert.True(Fires(correlator, 2, "ok", "bob", "ann"));
    }

    [Fact]
    public void A_rule_may_be_named_by_its_id()
    {
        var correlator = Of(
            "{ type: event_count, rules: [5f1abf38-0000-4000-8000-00000000000a], timespan: 1m, condition: { gte: 1 } }");

        Assert.True(Fires(correlator, 0, "fail", "ann"));
    }

    [Fact]
    public void A_late_event_completes_what_came_before_it_and_one_too_late_does_not()
    {
        var correlator = Of("{ type: event_count, rules: [failed], group-by: [User], timespan: 1m, condition: { gte: 3 } }");
        Add(correlator, 100, "fail", "ann");
        Add(correlator, 150, "fail", "ann");

        Assert.False(Fires(correlator, 89, "fail", "ann"));
        Assert.True(Fires(correlator, 120, "fail", "ann"));
    }

    [Fact]
    public void An_event_that_comes_again_counts_once_and_tells_what_it_made_fire_again()
    {
        var correlator = Of("{ type: event_count, rules: [failed], timespan: 1m, condition: { gte: 2 } }");

        Assert.False(Fires(correlator, 0, "fail", "ann", id: "a"));
        Assert.False(Fires(correlator, 0, "fail", "ann", id: "a"));
        Assert.True(Fires(correlator, 1, "fail", "ann", id: "b"));
        Assert.True(Fires(correlator, 1, "fail", "ann", id: "b"));
        Assert.False(Fires(correlator, 0, "fail", "ann", id: "a"));
        Assert.False(Fires(correlator, 2, "fail", "ann", id: "c"));
    }

    [Fact]
    public void Rules_of_a_correlation_stand_alone_only_when_it_says_so()
    {
        const string Condition = "type: event_count, rules: [failed], timespan: 1m, condition: { gte: 2 }";
        var (silent, loud) = (Set($"{{ {Condition} }}"), Set($"{{ {Condition}, generate: true }}"));

        Assert.Equal([false, true, true], silent.Rules.Take(3).Select(silent.IsAlone));
        Assert.Equal([true, true, true], loud.Rules.Take(3).Select(loud.IsAlone));
        Assert.Empty(silent.Match(SigmaEvent.Of(new(null, "q"), ("Type", "fail"))));
    }

    [Fact]
    public void A_name_that_is_no_rule_is_told_and_never_fires()
    {
        var set = Set("{ type: temporal, rules: [failed, nobody], timespan: 1m }");

        Assert.Contains("'nobody'", Assert.Single(set.Unresolved), StringComparison.Ordinal);
        Assert.Empty(Add(new(set), 0, "fail", "ann"));
        Assert.True(set.IsAlone(set.Rules[0]));
    }

    [Fact]
    public void What_is_remembered_stays_within_its_bounds()
    {
        var correlator = Of("{ type: event_count, rules: [failed], group-by: [User], timespan: 1d, condition: { gte: 500 } }");
        for (var i = 0; i < 30_000; i++) Add(correlator, i / 10, "fail", $"u{i}");

        Assert.Equal(25_000, correlator.Groups);
        for (var i = 0; i < 499; i++) Assert.False(Fires(correlator, 3_000 + i, "fail", "ann"));
        Assert.True(Fires(correlator, 4_000, "fail", "ann"));
        Assert.InRange(correlator.Groups, 24_000, 25_000);
    }

    [Theory]
    [InlineData("{ type: count, rules: [a], timespan: 1m }", "'type' is 'count'")]
    [InlineData("{ type: event_count, rules: [a], timespan: 1m }", "'condition' is missing")]
    [InlineData("{ type: event_count, rules: [a], timespan: 1m, condition: {} }", "no count")]
    [InlineData("{ type: event_count, rules: [a], timespan: 1m, condition: { gte: 501 } }", "no count")]
    [InlineData("{ type: event_count, rules: [a], timespan: 1m, condition: { gte: 5, lt: 5 } }", "no count")]
    [InlineData("{ type: event_count, rules: [a], timespan: 1m, condition: { gte: -1 } }", "whole number")]
    [InlineData("{ type: event_count, rules: [a], timespan: 1m, condition: { above: 1 } }", "none of gt")]
    [InlineData("{ type: value_count, rules: [a], timespan: 1m, condition: { gte: 1 } }", "'field' is missing")]
    [InlineData("{ type: temporal, rules: [a], timespan: 1m, condition: { gte: 1 } }", "Only a count")]
    [InlineData("{ type: temporal, rules: [a] }", "'timespan' is missing")]
    [InlineData("{ type: temporal, rules: [a], timespan: 31d }", "up to 30 days")]
    [InlineData("{ type: temporal, rules: [a], timespan: m }", "up to 30 days")]
    [InlineData("{ type: temporal, rules: [a], timespan: '' }", "up to 30 days")]
    [InlineData("{ type: temporal, rules: [a], timespan: 99999999999d }", "up to 30 days")]
    [InlineData("{ type: temporal, rules: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17], timespan: 1m }", "16 rules at most")]
    [InlineData("{ type: temporal, rules: [a], timespan: 1m, aliases: [a] }", "'aliases' must have names")]
    public void A_correlation_with_a_mistake_is_refused(string correlation, string reason) => Assert.Contains(
        reason,
        Assert.Throws<SigmaException>(() => SigmaRuleFile.Parse($"title: t\ncorrelation: {correlation}", "t.yml")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("{ type: event_count, rules: [failed, created], group-by: [User], timespan: 9s, condition: { gte: 4 } }")]
    [InlineData("{ type: event_count, rules: [failed], group-by: [User], timespan: 9s, condition: { eq: 3 } }")]
    [InlineData("{ type: value_count, rules: [failed, succeeded], group-by: [User], timespan: 15s, condition: { field: Target, gt: 2 } }")]
    [InlineData("{ type: temporal, rules: [failed, succeeded, created], group-by: [User], timespan: 7s }")]
    [InlineData("{ type: temporal_ordered, rules: [failed, succeeded, created], group-by: [User], timespan: 12s }")]
    [InlineData("{ type: temporal_ordered, rules: [failed, failed, created], timespan: 6s }")]
    public void Random_streams_fire_as_the_slow_obvious_way_says(string correlation)
    {
        var fired = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var (set, slow) = (Set(correlation), new SlowCorrelator());
            var correlator = new SigmaCorrelator(set);
            for (var i = 0; i < 200; i++)
            {
                // Mostly in order, some late, some of the same second, some sent again.
                var second = i / 2 - (random.Next(4) == 0 ? random.Next(20) : 0);
                var id = $"{second}-{random.Next(3)}";
                var e = Event(Pick(random, "fail", "ok", "new", "both"), Pick(random, "ann", "bob"), Pick(random, "x", "y", "z", "X"));
                var time = start.AddSeconds(second);
                var matches = set.Match(e);

                var expected = slow.Add(set.Rules[^1], (id, time, e), [.. matches.Select(match => match.Rule.Name ?? "")]);

                Assert.Equal((seed, i, expected), (seed, i, correlator.Add(id, time, e, matches).Count > 0));
                fired += expected ? 1 : 0;
            }
        }

        Assert.InRange(fired, 20, 8_000);
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];

    private static SigmaRuleSet Set(string correlation) => new(SigmaRuleFile.Parse(
        $"{Rules}title: Correlated\nlevel: high\ncorrelation: {correlation.ReplaceLineEndings(" ")}\n", "test.yml"));

    private static SigmaCorrelator Of(string correlation) => new(Set(correlation));

    private static SigmaEvent Event(string type, string user, string target) =>
        SigmaEvent.Of(new(null, "p"), ("Type", type), ("User", user), ("Ip", "10.0.0.1"), ("Target", target));

    private IReadOnlyList<SigmaMatch> Add(
        SigmaCorrelator correlator, int second, string type, string user, string target = "t", string? id = null)
    {
        var e = Event(type, user, target);
        var matches = correlator.Rules.Match(e);
        return correlator.Add(id ?? (next++).ToString(CultureInfo.InvariantCulture), start.AddSeconds(second), e, matches);
    }

    private bool Fires(SigmaCorrelator correlator, int second, string type, string user, string target = "t", string? id = null) =>
        Add(correlator, second, type, user, target, id).Count > 0;
}
