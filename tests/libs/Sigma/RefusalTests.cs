namespace Platform.Sigma.Tests;

/// <summary>What cannot be read is refused with its place and a sentence.</summary>
public sealed class RefusalTests
{
    private const string Source = "title: t\nlogsource: { product: p }\n";
    private const string Search = Source + "detection:\n  s: { F: a }\n";

    [Theory]
    [InlineData("title: t", 1, 1, "'logsource' is missing")]
    [InlineData("logsource: { product: p }\ndetection: {}", 1, 1, "'title' is missing")]
    [InlineData("title: t\nlogsource: { definition: d }", 2, 12, "none of category")]
    [InlineData("title: [a]", 1, 8, "'title' must be a text")]
    [InlineData("title: t\ntitle: u", 2, 1, "given twice")]
    [InlineData("a: &x { b: c }\n<<: *x", 2, 1, "'<<' is not supported")]
    [InlineData("- a", 1, 1, "must have names and values")]
    [InlineData("title: 'a", 1, 8, "quoted")]
    [InlineData("a: *b", 1, 4, "no anchor b")]
    [InlineData("action: go\ntitle: t", 1, 1, "none of global, reset, repeat")]
    [InlineData("title: t\ncorrelation: { type: event_count }", 2, 14, "'rules' is missing")]
    [InlineData("title: t\nfilter: { rules: [a] }", 2, 9, "'filter' is not supported")]
    [InlineData(Source, 1, 1, "'detection' is missing")]
    [InlineData(Source + "detection:\n  s: { F: a }", 4, 3, "'condition' is missing")]
    [InlineData(Source + "detection:\n  s: {}\n  condition: s", 4, 6, "must say what to look for")]
    [InlineData(Source + "detection:\n  s: { F: [] }\n  condition: s", 4, 11, "A value must be")]
    [InlineData(Source + "detection:\n  s: { F: [{ a: b }] }\n  condition: s", 4, 12, "A value must be")]
    [InlineData(Source + "detection:\n  timeframe: 5m\n  condition: s", 4, 14, "aggregations")]
    [InlineData(Source + "level: bad\ndetection:\n  s: { F: a }\n  condition: s", 3, 8, "none of informational")]
    [InlineData(Source + "status: 1\ndetection:\n  s: { F: a }\n  condition: s", 3, 9, "none of stable")]
    [InlineData(Source + "related: [{ id: a }]\ndetection:\n  s: { F: a }\n  condition: s", 3, 11, "'type' is missing")]
    [InlineData(Search + "  condition: t", 5, 14, "no search 't'")]
    [InlineData(Search + "  condition: s and", 5, 19, "name of a search is expected")]
    [InlineData(Search + "  condition: (s", 5, 16, "')' is expected")]
    [InlineData(Search + "  condition: 's s'", 5, 17, "'and', 'or' or the end")]
    [InlineData(Search + "  condition: s)", 5, 15, "'and', 'or' or the end")]
    [InlineData(Search + "  condition: s | count() > 5", 5, 16, "Aggregations")]
    [InlineData(Search + "  condition: 1 of x*", 5, 19, "no search like 'x*'")]
    [InlineData(Search + "  condition: 2 of s", 5, 19, "Only 1 searches")]
    [InlineData(Search + "  condition: some of s", 5, 14, "a number, 'all' or 'any'")]
    [InlineData(Search + "  condition: 0 of s", 5, 14, "a number, 'all' or 'any'")]
    [InlineData(Search + "  condition: 1 of", 5, 18, "names of searches")]
    [InlineData(Search + "  condition: |\n    s\n    or t", 7, 4, "no search 't'")]
    public void A_rule_is_refused_where_its_mistake_is(string yaml, long line, long column, string reason)
    {
        var refusal = Assert.Throws<SigmaException>(() => SigmaRuleFile.Parse(yaml, "r.yml"));

        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.Equal((line, column), (refusal.Line, refusal.Column));
        Assert.StartsWith($"r.yml:{line}:{column}: ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F|bogus: a", 5, "no modifier 'bogus'")]
    [InlineData("F|contains|contains: a", 5, "given twice")]
    [InlineData("F|contains|startswith: a", 5, "one place only")]
    [InlineData("F|i: a", 5, "belong to 're'")]
    [InlineData("F|exists|all: true", 5, "no other modifier")]
    [InlineData("F|re|cidr: a", 5, "'re' and 'cidr' do not go together")]
    [InlineData("F|re|contains: a", 5, "'re' and 'text' do not go together")]
    [InlineData("F|lt|gt: 1", 5, "do not go together")]
    [InlineData("F|hour|day: 1", 5, "do not go together")]
    [InlineData("'|exists': true", 5, "needs a field")]
    [InlineData("F|exists: maybe", 15, "true or false")]
    [InlineData("F|lt: many", 11, "no number")]
    [InlineData("F|cidr: 10.0.0.0/33", 13, "no network")]
    [InlineData("F|cidr: elsewhere", 13, "no network")]
    [InlineData("F|contains: null", 17, "must not be null")]
    [InlineData("'|all': [null]", 14, "keyword must be a text")]
    [InlineData("F|re: '('", 11, "cannot be used")]
    [InlineData("F|base64: a*", 15, "cannot be encoded")]
    [InlineData("F|expand: '%a%'", 15, "%a% has no value")]
    public void A_search_is_refused_where_its_mistake_is(string line, long column, string reason)
    {
        var refusal = Rule.Refused(line);

        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.Equal((5, column), (refusal.Line, refusal.Column));
    }
}
