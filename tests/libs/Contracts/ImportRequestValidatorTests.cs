namespace Platform.Contracts.Tests;

public sealed class ImportRequestValidatorTests
{
    private static readonly ImportRequestValidator validator = new();

    [Theory]
    [InlineData("payments.csv.gz")]
    [InlineData("2026/01/payments_1.csv")]
    public void A_file_below_the_tenants_folder_is_taken(string file) =>
        Assert.True(validator.Validate(new ImportRequest { File = file }).IsValid);

    [Theory]
    [InlineData("")]
    [InlineData("../other/payments.csv")]
    [InlineData("a/../../b.csv")]
    [InlineData("a/..")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b.csv")]
    [InlineData("a/")]
    [InlineData(".imports/a1/chunk-000000.ndjson")]
    [InlineData("a/.hidden")]
    [InlineData("a\\b.csv")]
    [InlineData("a b.csv")]
    [InlineData("a.csv\n")]
    public void A_name_that_could_leave_the_tenants_folder_is_refused(string file) =>
        Assert.Equal("File", Assert.Single(validator.Validate(new ImportRequest { File = file }).Errors).PropertyName);

    [Theory]
    [InlineData("a1", true)]
    [InlineData("abcdefghijklmnop", true)]
    [InlineData("abcdefghijklmnopq", false)]
    [InlineData("a-b", false)]
    [InlineData("A1", false)]
    [InlineData("", false)]
    public void An_id_has_no_dash_so_that_tenants_stay_apart(string id, bool isValid) =>
        Assert.Equal(isValid, validator.Validate(new ImportRequest { File = "a.csv", Id = id }).IsValid);

    [Fact]
    public void A_mapping_and_a_prefix_have_a_longest_length()
    {
        Assert.False(validator.Validate(new ImportRequest { File = "a.csv", Mapping = new('a', 20_000) }).IsValid);
        Assert.False(validator.Validate(new ImportRequest { File = "a.csv", IdPrefix = new('a', 25) }).IsValid);
        Assert.False(validator.Validate(new ImportRequest { File = "a.csv", IdPrefix = "a b" }).IsValid);
        Assert.True(validator.Validate(new ImportRequest { File = "a.csv", Mapping = "platform", IdPrefix = "old:" }).IsValid);
    }
}
