using Platform.Cli.Lists;

namespace Platform.Cli.Tests;

public sealed class ListFileTests
{
    [Fact]
    public void Values_come_in_portions_of_one_call_without_comments_and_doubles()
    {
        var lines = Enumerable.Range(0, 12_000).Select(i => $" acc-{i} ").Prepend("acc-0").Prepend("").Prepend("# mules");

        var portions = ListFile.Portions(lines).ToList();

        Assert.Equal([4_999, 5_000, 2_001], portions.Select(portion => portion.Length));
        Assert.Equal(["acc-0", "acc-1"], portions[0][..2]);
    }
}
