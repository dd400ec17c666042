using System.Text.Json;

namespace Platform.Sigma.Tests;

/// <summary>Values, wildcards and escapes.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData(@"F: 'cmd.exe'", "CMD.exe", "cmd.exe ")]
    [InlineData(@"F: '*\cmd.exe'", @"C:\Windows\cmd.exe", @"C:\Windows\cmd.exe /c")]
    [InlineData(@"F: 'a*b*c'", "a12b3bc", "a12b3b")]
    [InlineData(@"F: 'ab*ba'", "abba", "aba")]
    [InlineData(@"F: 'a?c'", "abc", "ac")]
    [InlineData(@"F|contains: 'a?c'", "xxabcxx", "xxabxcxx")]
    [InlineData(@"F: '*'", "", null)]
    [InlineData(@"F: 'a\*b'", "a*b", "axb")]
    [InlineData(@"F: 'a\?b'", "a?b", "axb")]
    [InlineData(@"F: 'a\\*b'", @"a\xyzb", "a*b")]
    [InlineData(@"F: 'a\\\*b'", @"a\*b", @"a\xb")]
    [InlineData(@"F: 'a\b'", @"a\b", "ab")]
    [InlineData(@"F: 'a\\b'", @"a\b", @"a\\b")]
    [InlineData(@"F: 'a\\\\b'", @"a\\b", @"a\b")]
    [InlineData(@"F: 'a\'", @"a\", "a")]
    [InlineData(@"F|contains: '\'", @"a\b", "ab")]
    [InlineData(@"F: ''", "", "a")]
    [InlineData(@"F: null", null, "")]
    [InlineData(@"F: ~", null, "a")]
    [InlineData(@"F:", null, "a")]
    [InlineData(@"F: [null, '']", "", "a")]
    [InlineData(@"F: 4688", "4688", "46880")]
    [InlineData(@"F: 1.50", "1.5", "1.51")]
    [InlineData(@"F: 10.0", "10.0", "10.00")]
    [InlineData(@"F|contains: 1.0", "v1.0", "v1.1")]
    [InlineData(@"F: true", "True", "1")]
    [InlineData(@"F: 'null'", "null", null)]
    [InlineData(@"F: 'straße'", "STRAßE", "STRASSE")]
    [InlineData(@"F|contains: '😀'", "a 😀 b", "a 😁 b")]
    public void A_value_decides_what_fires(string line, string? fires, string? silent)
    {
        var rule = Rule.With(line);

        Assert.True(rule.Fires(fires));
        Assert.False(rule.Fires(silent));
    }

    [Fact]
    public void A_field_that_is_not_there_is_null_and_nothing_else()
    {
        Assert.True(Rule.With("F: null").Fires(("G", "a")));
        Assert.False(Rule.With("F: ''").Fires(("G", "a")));
        Assert.False(Rule.With("F: '*'").Fires(("G", "a")));
    }

    [Fact]
    public void Any_value_of_an_array_will_do()
    {
        var rule = Rule.With("a.b|contains|all: [one, two]");

        Assert.NotNull(rule.Match(Json("""{"a":[{"b":"one"},{"b":["x","TWO"]}]}""")));
        Assert.Null(rule.Match(Json("""{"a":[{"b":"one"}]}""")));
    }

    [Theory]
    [InlineData("a.n: 1", """{"a":{"n":1.0}}""")]
    [InlineData("a.n|gt: 1e3", """{"a":{"n":1001}}""")]
    [InlineData("a.t: true", """{"a":{"t":true}}""")]
    [InlineData("a.z: null", """{"a":{"z":null}}""")]
    [InlineData("a|contains: '\"deep\"'", """{"a":{"n":{"deep":1}}}""")]
    [InlineData("a|exists: true", """{"a":[]}""")]
    public void JSON_has_nested_names_and_all_kinds_of_values(string line, string json) =>
        Assert.NotNull(Rule.With(line).Match(Json(json)));

    private static SigmaEvent Json(string json) => SigmaEvent.FromJson(Rule.Source, JsonDocument.Parse(json).RootElement);
}
