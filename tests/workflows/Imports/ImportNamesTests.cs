using Platform.Contracts;
using Platform.Workflows.Imports;

namespace Platform.Workflows.Tests;

public sealed class ImportNamesTests
{
    [Fact]
    public void A_new_id_has_the_form_of_an_id_and_fits_the_longest_tenant()
    {
        var id = ImportNames.NewId(new(1));

        Assert.True(ImportRequestValidator.IsId(id));
        // Dapr takes instance ids of up to 64 characters.
        Assert.True(ImportNames.CleanUp(new(new('a', TenantId.MaxLength)), id).Length <= 64);
        Assert.True(ImportNames.Instance(new(new('a', TenantId.MaxLength)), id.PadRight(16, 'x')).Length <= 64);
    }

    [Fact]
    public void Two_tenants_never_share_an_instance()
    {
        // Only a dash in an id could make these the same, and an id has none.
        Assert.NotEqual(ImportNames.Instance(new("a"), "bc"), ImportNames.Instance(new("a-b"), "c"));
        Assert.False(ImportRequestValidator.IsId("b-c"));
    }

    [Fact]
    public void No_file_name_of_a_caller_is_inside_an_imports_folder() =>
        Assert.False(ImportRequestValidator.IsFileName(ImportNames.Chunk("t", "a1", 3)[2..]));

    [Fact]
    public void A_file_of_rejected_lines_can_be_read_like_any_other() =>
        Assert.All([1, 2], part => Assert.True(ImportRequestValidator.IsFileName(ImportNames.RejectedFile("a/b.csv", "a1", part))));
}
