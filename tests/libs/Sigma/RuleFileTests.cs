namespace Platform.Sigma.Tests;

/// <summary>What a rule says of itself, and files of several documents.</summary>
public sealed class RuleFileTests
{
    private const string Whole = """
        title: A title
        id: 5f1abf38-0000-4000-8000-000000000001
        related:
          - { id: 5f1abf38-0000-4000-8000-000000000002, type: derived }
        status: test
        description: |
          Two
          lines
        license: DRL 1.1
        references: [https://a.example]
        author: Someone
        date: 2026-01-02
        modified: 2026-02-03
        tags: [attack.execution, attack.t1059.001, attack.T1105, cve.2026-1, attack.s0002]
        logsource: { category: process_creation, product: windows, service: sysmon, definition: words }
        detection: { s: { F: a }, condition: s }
        fields: [F, G]
        falsepositives: [Administrators]
        level: high
        simulation: [{ type: x }]
        """;

    [Fact]
    public void A_rule_keeps_what_it_says_of_itself()
    {
        var rule = Assert.Single(SigmaRuleFile.Parse(Whole, "r.yml"));

        Assert.Equal(("A title", "Two\nlines\n", "Someone", "DRL 1.1"), (rule.Title, rule.Description, rule.Author, rule.License));
        Assert.Equal(("5f1abf38-0000-4000-8000-000000000001", "2026-01-02", "2026-02-03"), (rule.Id, rule.Date, rule.Modified));
        Assert.Equal((SigmaStatus.Test, SigmaLevel.High), (rule.Status, rule.Level));
        Assert.Equal(new("process_creation", "windows", "sysmon"), rule.LogSource);
        Assert.Equal(["T1059.001", "T1105"], rule.Techniques);
        Assert.Equal(5, rule.Tags.Count);
        Assert.Equal(new RelatedRule("5f1abf38-0000-4000-8000-000000000002", "derived"), Assert.Single(rule.Related));
        Assert.Equal(["https://a.example", "Administrators", "F", "G"], [.. rule.References, .. rule.FalsePositives, .. rule.Fields]);
    }

    [Fact]
    public void A_global_document_completes_those_that_follow_it_until_a_reset()
    {
        var rules = SigmaRuleFile.Parse("""
            action: global
            title: Common
            level: low
            detection: { condition: s and c, c: { F: a } }
            ---
            logsource: { product: one }
            detection: { s: { G: b } }
            ---
            logsource: { product: two }
            level: high
            detection: { s: { G: c } }
            ---
            action: reset
            ---
            title: Alone
            logsource: { product: three }
            detection: { s: { F: x }, condition: s }
            """, "r.yml");

        Assert.Equal(["Common", "Common", "Alone"], rules.Select(rule => rule.Title));
        Assert.Equal([SigmaLevel.Low, SigmaLevel.High, null], rules.Select(rule => rule.Level));
        Assert.NotNull(rules[1].Match(SigmaEvent.Of(new(null, "two"), ("F", "a"), ("G", "c"))));
        Assert.Null(rules[1].Match(SigmaEvent.Of(new(null, "two"), ("F", "a"), ("G", "b"))));
    }

    [Fact]
    public void A_document_that_repeats_begins_as_the_last_did()
    {
        var rules = SigmaRuleFile.Parse("""
            title: First
            logsource: { product: one }
            detection: { s: { F: a }, condition: s }
            ---
            action: repeat
            title: Second
            detection: { s: { G: b } }
            """, "r.yml");

        Assert.Equal(["First", "Second"], rules.Select(rule => rule.Title));
        Assert.NotNull(rules[1].Match(SigmaEvent.Of(new(null, "one"), ("F", "a"), ("G", "b"))));
        Assert.Null(rules[1].Match(SigmaEvent.Of(new(null, "one"), ("F", "a"))));
    }

    [Fact]
    public void Anchors_stand_for_what_they_name()
    {
        Assert.True(Rule.Of("detection:\n  s: { F: &names [a, b], G: *names }\n  condition: s").Fires(("F", "a"), ("G", "b")));
    }

    [Fact]
    public void An_empty_file_has_no_rules() => Assert.Empty(SigmaRuleFile.Parse("# nothing\n---\n", "r.yml"));
}
