using Platform.Contracts;
using Platform.Risk.RuleLanguage;

namespace Platform.Risk.Tests;

public sealed class RuleFileTests
{
    private const string Sound = """
        rules:
          - id: big
            when: amount > 100
            weight: 0.5
            degree: amount / 1000
            reason: "{amount:0.0} {currency} from {account} by {channel}"
        """;

    [Fact]
    public void Rule_gives_weight_times_degree_and_fills_its_reason()
    {
        var rule = Assert.Single(RuleFile.Parse(Shipped.Features, ("a.yaml", Sound)).Rules);
        var input = new RuleInput(new float[Shipped.Features.Set.Count]) { Event = Traffic.One("tx-1") };
        input.Features[Shipped.Position("amount")] = 500;

        Assert.Equal(0.25, rule.Evidence(input), 9);
        Assert.Equal("500.0 EUR from a-1 by unknown", rule.Reason.Fill(input));
        input.Features[Shipped.Position("amount")] = 100;
        Assert.Equal(0, rule.Evidence(input));
        input.Features[Shipped.Position("amount")] = 1e9f;
        Assert.Equal(0.5, rule.Evidence(input));
    }

    [Theory]
    [InlineData("when: amount > 100", "when: amount >> 100", 3, 19)]
    [InlineData("when: amount > 100", "when: \"amount > 100 and\"", 3, 28)]
    [InlineData("when: amount > 100", "when: |\n      amount > 1\n      and amont > 2", 5, 11)]
    [InlineData("when: amount > 100", "when: >\n      amount > 1", 3, 11)]
    [InlineData("weight: 0.5", "weight: 1.5", 4, 13)]
    [InlineData("weight: 0.5", "weight: heavy", 4, 13)]
    [InlineData("degree: amount", "degre: amount", 5, 5)]
    [InlineData("{currency}", "{curency}", 6, 28)]
    [InlineData("{channel}", "{channel", 6, 56)]
    [InlineData("id: big", "id: Big!", 2, 9)]
    [InlineData("id: big", "name: big", 2, 5)]
    [InlineData("rules:", "rulez:", 1, 1)]
    [InlineData("weight: 0.5", "weight: [", 4, 13)]
    [InlineData("weight: 0.5", "weight: 0.5\n    suppress: 1h", 5, 15)]
    [InlineData("weight: 0.5", "weight: 0.5\n    suppress: { by: [account] }", 5, 15)]
    [InlineData("weight: 0.5", "weight: 0.5\n    suppress: { by: [], for: 1h }", 5, 15)]
    [InlineData("weight: 0.5", "weight: 0.5\n    suppress: { by: [account, account], for: 1h }", 5, 15)]
    [InlineData("weight: 0.5", "weight: 0.5\n    suppress: { by: [amount], for: 1h }", 5, 22)]
    [InlineData("weight: 0.5", "weight: 0.5\n    suppress: { by: [account], for: 31d }", 5, 37)]
    [InlineData("weight: 0.5", "weight: 0.5\n    suppress: { by: [account], for: 1h, of: x }", 5, 41)]
    public void Mistake_is_named_with_file_line_and_column(string sound, string wrong, int line, int column)
    {
        var text = Sound.Replace(sound, wrong, StringComparison.Ordinal);

        var mistake = Assert.Throws<RuleSyntaxException>(() => RuleFile.Parse(Shipped.Features, ("a.yaml", text)));

        Assert.Equal(("a.yaml", line, column), (mistake.File, mistake.Place.Line, mistake.Place.Column));
        Assert.StartsWith($"a.yaml({line},{column}): ", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[account, device]", "30m", "big|a-1|", 1_800)]
    [InlineData("[counterparty]", "1h", "big|b-1", 3_600)]
    [InlineData("[kind]", "30d", "big|transfer", 2_592_000)]
    public void Rule_says_what_counts_as_a_repeat(string by, string time, string key, int seconds)
    {
        var text = Sound.Replace("weight: 0.5", $"weight: 0.5\n    suppress: {{ by: {by}, for: {time} }}", StringComparison.Ordinal);
        var rule = Assert.Single(RuleFile.Parse(Shipped.Features, ("a.yaml", text)).Rules);

        Assert.Equal(
            new Suppression(key, seconds), rule.Suppression!.Of(rule.Id, new(new float[1]) { Event = Traffic.One("tx-1") }));
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_is_built() =>
        Assert.Contains("deeper", Assert.Throws<RuleSyntaxException>(() => Parse(new string('[', 100_000))).Problem);

    [Fact]
    public void Two_rules_of_one_id_are_refused()
    {
        var wrong = Assert.Throws<RuleSyntaxException>(() => RuleFile.Parse(Shipped.Features, ("a.yaml", Sound), ("b.yaml", Sound)));

        Assert.Equal(("b.yaml", "There is another rule 'big'."), (wrong.File, wrong.Problem));
    }

    [Fact]
    public void Version_follows_the_text()
    {
        var version = RuleFile.Parse(Shipped.Features, ("a.yaml", Sound)).Version;

        Assert.Equal(version, RuleFile.Parse(Shipped.Features, ("b.yaml", Sound)).Version);
        Assert.NotEqual(version, RuleFile.Parse(Shipped.Features, ("a.yaml", Sound + "\n")).Version);
    }

    [Fact]
    public void Empty_file_has_no_rules() => Assert.Empty(RuleFile.Parse(Shipped.Features, ("a.yaml", "# nothing yet\n")).Rules);

    private static RuleSet Parse(string text) => RuleFile.Parse(Shipped.Features, ("a.yaml", text));

    [Fact]
    public void Rules_that_ship_are_sound() =>
        Assert.InRange(Shipped.Rules.Rules.Count, 7, RuleFile.MostRules);
}
