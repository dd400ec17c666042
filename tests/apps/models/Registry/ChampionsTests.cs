using Platform.Contracts;
using Platform.Models.Registry;

namespace Platform.Models.Tests.Registry;

public sealed class ChampionsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("a", null)]
    [InlineData("a b", "a")]
    [InlineData("a b c", "b")]
    [InlineData("a b c b", "a")]
    [InlineData("a b c b a", null)]
    [InlineData("a b a c", "a")]
    [InlineData("a b b", "a")]
    [InlineData("a none b", "none")]
    [InlineData("a b !c", "a")]
    public void Before_the_one_in_force_is_the_one_that_it_took_over_from(string history, string? expected)
    {
        var entries = history.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((version, i) =>
            new ModelActivation(version.TrimStart('!'), "x", default, "") { Sequence = i + 1, IsDeployed = version[0] is not '!' });

        Assert.Equal(expected, Champions.Before([.. entries.Reverse()]));
    }
}
