using System.Diagnostics;
using System.Text;

namespace Platform.Sigma.Tests;

/// <summary>Texts made to take long, or much memory, do neither.</summary>
public sealed class HostileTextTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public static TheoryData<string, string> Texts()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        return new()
        {
            { bomb.ToString(), "at most 100000 values" },
            { "title: " + new string('[', 10_000), "nested deeper" },
            { "title: " + string.Concat(Enumerable.Repeat("{a: ", 10_000)), "nested deeper" },
            { string.Concat(Enumerable.Range(0, 1_000).Select(i => new string(' ', i) + "a:\n")), "nested deeper" },
            { new string('a', 10 << 20), "characters" },
            { string.Concat(Enumerable.Repeat("- a\n", 200_000)), "values" },
            { Condition(string.Concat(Enumerable.Repeat("not ", 100)) + "s"), "nested deeper" },
            { Condition(new string('(', 100) + "s"), "nested deeper" },
            { Condition(string.Concat(Enumerable.Repeat("not ", 100_000)) + "s"), "at most 1000 words" },
            { Search($"F|re: '{new string('a', 5_000)}'"), "more than 4096 characters" },
        };
    }

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void A_hostile_text_is_refused_soon(string yaml, string reason)
    {
        var started = Stopwatch.GetTimestamp();

        var refusal = Assert.Throws<SigmaException>(() => SigmaRuleFile.Parse(yaml, "r.yml"));

        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("F|re: '^(a+)+$'")]
    [InlineData("F|re: '^(?=a)(a+)+$'")]
    [InlineData("F|re: '(a|aa)+(?!a)b'")]
    [InlineData("F: 'a*a*a*a*a*a*a*a*a*a*b'")]
    [InlineData("F|contains: 'a?a?a?a?a?b'")]
    public void A_pattern_that_blows_up_is_stopped(string line)
    {
        var rule = Rule.With(line);
        var started = Stopwatch.GetTimestamp();

        Assert.False(rule.Fires(new string('a', 20_000) + "!"));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
    }

    [Fact]
    public void A_damaged_rule_is_read_or_refused_and_nothing_else()
    {
        const string Signs = "{}[]&*|>'\"!%:-#?,\\\n\t ~@`\0\u2028\ud83da1";
        var random = new Random(11);
        var whole = Search("F|re|i: '^(a|b)+[c-d]$'\n    G|expand|contains: ['%x%', *.y, 0x1]\n    H|hour|gte: 3");
        for (var i = 0; i < 5_000; i++)
        {
            var text = new StringBuilder(whole);
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                text[random.Next(text.Length)] = Signs[random.Next(Signs.Length)];
                text.Insert(random.Next(text.Length), Signs[random.Next(Signs.Length)]);
            }

            var failure = Record.Exception(() => SigmaRuleFile.Parse(text.ToString(), "r.yml"));
            Assert.True(failure is null or SigmaException, $"{failure}\n{text}");
        }
    }

    [Theory]
    [InlineData("F|re: '(((a{1000}){1000}){1000})'")]
    [InlineData("F|re: '(?>a+)+\\1(b)'")]
    [InlineData("F|re: '[a-z-[aeiou]]{5,}?'")]
    [InlineData("F|re: 'a{2147483647}'")]
    public void An_unusual_expression_is_refused_or_stopped(string line)
    {
        var started = Stopwatch.GetTimestamp();

        var failure = Record.Exception(() => Rule.With(line).Fires(new string('a', 50_000)));

        Assert.True(failure is null or SigmaException, $"{failure}");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
    }

    private static string Condition(string condition) =>
        $"title: t\nlogsource: {{ product: p }}\ndetection:\n  s: {{ F: a }}\n  condition: '{condition}'";

    private static string Search(string line) =>
        $"title: t\nlogsource: {{ product: p }}\ndetection:\n  s:\n    {line}\n  condition: s";
}
