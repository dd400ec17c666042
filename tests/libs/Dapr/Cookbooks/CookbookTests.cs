using System.Text.RegularExpressions;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>What a cookbook shows is code of this folder, which is compiled and run.</summary>
public sealed partial class CookbookTests
{
    [Theory]
    [InlineData("docs/cookbooks/write-an-actor.md", "CardLimit.cs", "CardLimitTests.cs")]
    [InlineData(
        "docs/cookbooks/write-a-workflow.md", "ReviewPayment.cs", "ReviewActivities.cs", "ReviewsApp.cs", "ReviewPaymentTests.cs",
        "ReviewHistoryTests.cs", "ReviewsHostTests.cs")]
    public void Each_block_of_code_is_one_that_runs(string cookbook, params string[] sources)
    {
        var code = Squeeze(string.Join('\n', sources.Select(file => File.ReadAllText(PathOf(file)))));
        var blocks = Block().Matches(Read(cookbook)).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks.SelectMany(PartsOf), part => Assert.Contains(Squeeze(part), code));
    }

    [Fact]
    public void The_workflow_cookbook_names_each_rule_of_the_analyzer()
    {
        var rules = Rule().Matches(Read("libs/Dapr.Analyzers/WorkflowRules.cs")).Select(match => match.Value);
        var named = Rule().Matches(Read("docs/cookbooks/write-a-workflow.md")).Select(match => match.Value);

        Assert.Equal(rules.Distinct().Order(), named.Distinct().Order());
    }

    [Fact]
    public void The_verbs_of_the_workflow_cookbook_are_verbs_of_the_command_line()
    {
        var verbs = Verb().Matches(Read("docs/cookbooks/write-a-workflow.md")).Select(match => match.Groups[1].Value).Distinct().ToArray();
        var commands = Read("infra/cli/Commands/WorkflowsCommand.cs");

        Assert.Contains("terminate", verbs);
        Assert.All(verbs, verb => Assert.Matches($"(OfOne|new Command)\\(\"{verb}\"", commands));
    }

    /// <summary>A file of this folder.</summary>
    internal static string PathOf(string file) => Path.Combine(Root(), "tests/libs/Dapr/Cookbooks", file);

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

    [GeneratedRegex("DAPRWF[0-9]{3}")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\./platform workflows ([a-z]+)")]
    private static partial Regex Verb();

    [GeneratedRegex(@"^\s*// …\s*$", RegexOptions.Multiline)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
