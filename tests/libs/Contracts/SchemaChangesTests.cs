using System.Text.Json.Nodes;

namespace Platform.Contracts.Tests;

public sealed class SchemaChangesTests
{
    private const string Before = """
        {"type":"object","required":["id"],"properties":{"id":{"type":"string"},"note":{"type":["string","null"]},
         "kind":{"enum":["a","b"]},"list":{"type":"array","items":{"type":"object","properties":{"x":{"type":"number"}}}}}}
        """;

    [Theory]
    [InlineData("\"note\":{\"type\":[\"string\",\"null\"]},", "", "$.note: removed")]
    [InlineData("[\"id\"]", "[\"id\",\"kind\"]", "$.kind: now required")]
    [InlineData("[\"string\",\"null\"]", "\"string\"", "$.note: type narrowed")]
    [InlineData("\"id\":{\"type\":\"string\"}", "\"id\":{\"type\":\"integer\"}", "$.id: type narrowed")]
    [InlineData("[\"a\",\"b\"]", "[\"a\"]", "$.kind: enum narrowed")]
    [InlineData("{\"x\":{\"type\":\"number\"}}", "{}", "$.list[].x: removed")]
    public void A_breaking_change_is_found(string from, string to, string expected) =>
        Assert.Equal([expected], Changes(from, to));

    [Theory]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"b\",\"c\"]")]
    [InlineData("\"id\":{\"type\":\"string\"}", "\"id\":{\"type\":[\"string\",\"null\"]}")]
    [InlineData("\"id\":{", "\"later\":{\"type\":\"string\"},\"id\":{")]
    [InlineData("\"required\":[\"id\"],", "")]
    public void A_change_that_only_adds_is_fine(string from, string to) => Assert.Empty(Changes(from, to));

    private static List<string> Changes(string from, string to) =>
        SchemaChanges.Breaking(JsonNode.Parse(Before)!, JsonNode.Parse(Before.Replace(from, to, StringComparison.Ordinal))!);
}
