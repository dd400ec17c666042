namespace Platform.Sigma.Tests;

/// <summary>Conditions and the forms of searches.</summary>
public sealed class ConditionTests
{
    // The searches a1, a2, b and _c hold when the text has their letter.
    private const string Searches =
        "detection:\n  a1: { F|contains: p }\n  a2: { F|contains: q }\n  b: { F|contains: r }\n  _c: { F|contains: s }\n  condition: ";

    [Theory]
    [InlineData("a1 and a2", "pq", "p")]
    [InlineData("a1 or a2", "q", "r")]
    [InlineData("a1 and not a2", "p", "pq")]
    [InlineData("not a1", "x", "p")]
    [InlineData("not not a1", "p", "x")]
    [InlineData("a1 or a2 and b", "p", "q")]
    [InlineData("(a1 or a2) and b", "pr", "p")]
    [InlineData("a1 AND NOT (a2 OR b)", "p", "pr")]
    [InlineData("not (a1 and a2)", "p", "pq")]
    [InlineData("1 of a*", "q", "r")]
    [InlineData("any of a*", "q", "r")]
    [InlineData("all of a*", "pq", "p")]
    [InlineData("2 of them", "pr", "rs")]
    [InlineData("1 of them", "r", "s")]
    [InlineData("any of them", "r", "s")]
    [InlineData("all of them", "pqr", "pqs")]
    [InlineData("not 1 of a*", "r", "p")]
    [InlineData("1 of _*", "s", "r")]
    [InlineData("1 of a? and all of b", "pr", "p")]
    [InlineData("[a1, b]", "r", "q")]
    [InlineData(">-\n    a1\n    and b", "pr", "p")]
    public void A_condition_decides_what_fires(string condition, string fires, string silent)
    {
        var rule = Rule.Of(Searches + condition);

        Assert.True(rule.Fires(fires));
        Assert.False(rule.Fires(silent));
    }

    [Fact]
    public void A_map_is_and_and_a_list_of_maps_is_or()
    {
        Assert.True(Rule.With("F: a", "G: b").Fires(("F", "a"), ("G", "b")));
        Assert.False(Rule.With("F: a", "G: b").Fires(("F", "a"), ("G", "c")));
        Assert.True(Rule.With("- F: a", "- G: b").Fires(("F", "x"), ("G", "b")));
        Assert.False(Rule.With("- F: a", "- G: b").Fires(("F", "x"), ("G", "a")));
    }

    [Fact]
    public void Keywords_are_looked_for_in_every_field()
    {
        Assert.True(Rule.With("- one", "- two").Fires(("F", "a"), ("G", "has TWO words")));
        Assert.False(Rule.With("- one", "- two").Fires(("F", "three")));
        Assert.True(Rule.With("'|all': [one, two]").Fires(("F", "one"), ("G", "two")));
        Assert.False(Rule.With("'|all': [one, two]").Fires(("F", "one")));
        Assert.True(Rule.With("- on*wo", "- F: a").Fires(("G", "xonetwox")));
        Assert.True(Rule.With("'|re': 'a{3}'").Fires(("G", "xaaax")));
    }

    [Fact]
    public void A_search_of_one_word_is_a_keyword()
    {
        Assert.True(Rule.Of("detection:\n  s: word\n  condition: s").Fires("a word here"));
    }
}
