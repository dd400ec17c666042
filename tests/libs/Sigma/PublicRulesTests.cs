namespace Platform.Sigma.Tests;

/// <summary>All public rules are read, and those that the regression cases name fire for their events.</summary>
public sealed class PublicRulesTests
{
    // Its event is raw text of a device, which the archive does not have.
    private static readonly string[] WithoutEvent = ["ef0ff092-a24a-4fbc-beea-06c08d53e085"];

    // Rules on threats of the day live in another folder, which the archive of rules does not have.
    private static readonly string[] WithoutRule =
    [
        "271de298-cc0e-4842-acd8-079a0a99ea65", "540703fb-a874-4385-a9d6-7cd1bfab268c", "bae7c70b-8569-44e9-accf-b30073da8a5d",
        "a7c3e5f2-8b1d-4e9a-b6c2-3d7f5e8a9b4c", "f2e4b7d9-5c3a-4f8b-9e1d-7a6c2b3f4e5d",
    ];

    [Fact]
    public void Every_public_rule_is_read()
    {
        var files = PublicData.Files("rules.tar.gz").Where(PublicData.IsRule).ToList();

        var refused = files.Select(file => Refusal(file.Name, file.Text)).OfType<string>().ToList();

        Assert.Empty(refused);
        Assert.Equal(3141, files.Count);
    }

    [Fact]
    public void Every_regression_case_fires_the_rule_that_it_names()
    {
        var cases = PublicData.Cases();
        var rules = PublicData.Rules().ToLookup(rule => rule.Id);

        var silent = cases.Where(each => !WithoutEvent.Contains(each.RuleId) && !WithoutRule.Contains(each.RuleId))
            .Where(each => !rules[each.RuleId].Any(rule => each.Events.Any(sigmaEvent => rule.Match(sigmaEvent) is not null)))
            .Select(each => each.Case).ToList();

        Assert.Empty(silent);
        Assert.Equal(102, cases.Count);
        Assert.All(WithoutRule, id => Assert.Empty(rules[id]));
        Assert.All(cases.Where(each => WithoutEvent.Contains(each.RuleId)), each => Assert.Empty(each.Events));
    }

    [Fact]
    public void The_index_finds_what_trying_every_rule_finds()
    {
        var set = new SigmaRuleSet(PublicData.Rules());
        foreach (var sigmaEvent in PublicData.Cases().SelectMany(each => each.Events))
        {
            var plain = set.Rules.Select(rule => rule.Match(sigmaEvent)).OfType<SigmaMatch>().Select(match => match.Rule.Title);

            Assert.Equal(plain, set.Match(sigmaEvent).Select(match => match.Rule.Title));
        }
    }

    private static string? Refusal(string name, string text)
    {
        try
        {
            return SigmaRuleFile.Parse(text, name).Count == 1 ? null : $"{name} is not one rule.";
        }
        catch (SigmaException e)
        {
            return e.Message;
        }
    }
}
