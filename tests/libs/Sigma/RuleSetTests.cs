namespace Platform.Sigma.Tests;

/// <summary>Which rules fire, in which order and with what evidence; and that the index changes nothing.</summary>
public sealed class RuleSetTests
{
    private static readonly string[] Words =
    [
        "a", "ab", "abc", "whoami", "powershell.exe", "-enc", "/c", "\\", "*", "?", "😀", "ß", "10.0.0.1", "5", "", "\0", "null", "K",
        "\ud83d",
    ];

    private static readonly string[] Modifiers =
    [
        "", "|contains", "|startswith", "|endswith", "|contains|all", "|cased", "|neq", "|contains|windash", "|re", "|fieldref",
        "|gt", "|cidr",
    ];

    [Fact]
    public void Rules_fire_in_the_order_of_the_set_with_their_evidence()
    {
        var set = new SigmaRuleSet(
        [
            Rule.With("Image|endswith: \\a.exe", "CommandLine|contains: ['-x', '-y']"), Rule.With("Image: nothing"),
            Rule.Of("detection:\n  s: { Image|contains: A }\n  f: { User: root }\n  condition: s and not f"),
            Rule.Of("detection:\n  one: [secret]\n  two: { User: null }\n  condition: all of them"),
        ]);

        var matches = set.Match(SigmaEvent.Of(Rule.Source, ("Image", @"C:\a.exe"), ("CommandLine", "a -Y Secret")));

        Assert.Equal([set.Rules[0], set.Rules[2], set.Rules[3]], matches.Select(match => match.Rule));
        Assert.Equal([new("Image", @"C:\a.exe"), new("CommandLine", "a -Y Secret")], matches[0].Evidence);
        Assert.Equal([new SigmaEvidence("Image", @"C:\a.exe")], matches[1].Evidence);
        Assert.Equal([new("CommandLine", "a -Y Secret"), new("User", null)], matches[2].Evidence);
    }

    [Theory]
    [InlineData("{ category: c }", true)]
    [InlineData("{ product: p }", true)]
    [InlineData("{ category: c, product: p, service: s }", true)]
    [InlineData("{ category: c, product: other }", false)]
    [InlineData("{ category: c, service: t }", false)]
    [InlineData("{ category: C }", false)]
    public void A_rule_is_for_events_of_its_log_source(string source, bool fires)
    {
        var yaml = $"title: t\nlogsource: {source}\ndetection: {{ s: {{ F: a }}, condition: s }}";
        var set = new SigmaRuleSet(SigmaRuleFile.Parse(yaml, "r.yml"));

        Assert.Equal(fires, set.Match(SigmaEvent.Of(new("c", "p", "s"), ("F", "a"))).Count == 1);
    }

    [Fact]
    public void An_event_without_fields_and_a_set_without_rules_are_fine()
    {
        Assert.Empty(new SigmaRuleSet([]).Match(SigmaEvent.Of(Rule.Source, ("F", "a"))));
        Assert.Empty(new SigmaRuleSet([Rule.With("F: a")]).Match(SigmaEvent.Of(Rule.Source)));
    }

    [Fact]
    public void Random_rules_fire_for_random_events_as_when_tried_one_by_one()
    {
        var random = new Random(7);
        var set = new SigmaRuleSet([.. Enumerable.Range(0, 400).Select(_ => RandomRule(random)).OfType<SigmaRule>()]);
        Assert.InRange(set.Rules.Count, 200, 400);
        var fired = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var sigmaEvent = RandomEvent(random);
            var plain = set.Rules.Where(rule => rule.Match(sigmaEvent) is not null).ToList();
            Assert.Equal(plain, set.Match(sigmaEvent).Select(match => match.Rule));
            fired += plain.Count;
        }

        Assert.InRange(fired, 1_000, 800_000);
    }

    private static SigmaEvent RandomEvent(Random random) => new(
        [Rule.Source],
        Enumerable.Range(0, random.Next(6)).Select(_ => KeyValuePair.Create($"F{random.Next(4)}", RandomValue(random))));

    private static SigmaValue RandomValue(Random random) => random.Next(8) switch
    {
        0 => SigmaValue.Null,
        1 => SigmaValue.Of(random.NextDouble() * 10),
        2 => SigmaValue.Of(random.Next(2) == 0),
        _ => SigmaValue.Of(RandomText(random)),
    };

    private static string RandomText(Random random) =>
        string.Join(random.Next(2) == 0 ? " " : "", random.GetItems(Words, random.Next(1, 5)));

    // A rule that makes no sense is refused, which is as good an answer as any.
    private static SigmaRule? RandomRule(Random random)
    {
        var searches = Enumerable.Range(0, 3).Select(i => $"  s{i}: {{ {RandomLine(random)} }}\n");
        var condition = random.GetItems(["s0 and s1", "s0 or s2", "s0 and not s1", "1 of s*", "2 of them", "not all of s*"], 1)[0];
        try
        {
            return Rule.Of($"detection:\n{string.Concat(searches)}  condition: {condition}");
        }
        catch (SigmaException)
        {
            return null;
        }
    }

    private static string RandomLine(Random random)
    {
        var modifier = Modifiers[random.Next(Modifiers.Length)];
        var values = Enumerable.Range(0, random.Next(1, 4))
            .Select(_ => modifier is "|fieldref" ? $"F{random.Next(4)}" : RandomText(random).Replace("\0", "", StringComparison.Ordinal));
        return $"F{random.Next(4)}{modifier}: [{string.Join(", ", values.Select(value => $"'{value}'"))}]";
    }
}
