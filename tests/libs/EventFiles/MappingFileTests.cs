namespace Platform.EventFiles.Tests;

public sealed class MappingFileTests
{
    [Fact]
    public void The_shipped_mappings_are_in_order() =>
        Assert.Equal(["amlsim", "fraud-handbook", "platform"], MappingFile.Shipped().Select(mapping => mapping.Name));

    [Fact]
    public void An_unknown_key_is_named_with_its_place() =>
        Assert.StartsWith("m.yaml:2:1:", Message("name: mine\ncolour: red\n"), StringComparison.Ordinal);

    [Fact]
    public void A_base_that_is_no_time_is_named_with_its_place() =>
        Assert.StartsWith("m.yaml:1:26:", Message("time: { column: t, base: soon }\n"), StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_is_listed() => Assert.Equal(
        "m.yaml: missing account.column, counterparty.column, amount.column, currency, kind.", Message("time: { column: t }\n"));

    private static string Message(string yaml) => Assert.Throws<EventFileException>(() => MappingFile.Parse(yaml, "m.yaml")).Message;
}
