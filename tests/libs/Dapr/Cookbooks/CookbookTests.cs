using System.Text.RegularExpressions;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>What a cookbook shows is code of this folder, which is compiled and run.</summary>
public sealed partial class CookbookTests
{
    [Theory]
    [InlineData("docs/cookbooks/write-an-actor.md", "CardLimit.cs", "CardLimitTests.cs")]
    public void Each_block_of_code_is_one_that_runs(string cookbook, params string[] sources)
    {
        var code = Squeeze(string.Join('\n', sources.Select(file => Read($"tests/libs/Dapr/Cookbooks/{file}"))));
        var blocks = Block().Matches(Read(cookbook)).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks.SelectMany(PartsOf), part => Assert.Contains(Squeeze(part), code));
    }

    // A line of three dots stands for code that is left out.
    private static IEnumerable<string> PartsOf(string block) => Gap().Split(block).Where(part => part.Trim().Length > 0);

    private static string Squeeze(string code) => Blank().Replace(code, " ").Trim();

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Platform.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run inside the repository.");
        return folder;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*// …\s*$", RegexOptions.Multiline)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
