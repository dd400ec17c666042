namespace Platform.Tidy.Tests;

/// <summary>The house style, as far as a machine can check it. Idea: TigerBeetle's src/tidy.zig.</summary>
/// <remarks>
/// A limit is a ratchet: code over it at the time a rule is added is listed in tidy-debt.txt, one line each,
/// and the test fails both for a new offender and for a listed line that no longer offends.
/// </remarks>
public sealed class TidyTests
{
    private const string DebtFile = "tests/Tidy/tidy-debt.txt";

    [Fact]
    public void Code_keeps_to_the_house_rules()
    {
        var found = Offences().Distinct().ToHashSet();
        var debt = File.ReadAllLines(Path.Combine(Repository.Root, DebtFile)).Where(line => line.Length > 0 && line[0] != '#').ToHashSet();

        var news = found.Except(debt).Select(line => $"new offender: {line}")
            .Concat(debt.Except(found).Select(line => $"no longer offends, so take it out of {DebtFile}: {line}"))
            .Order(StringComparer.Ordinal).ToArray();

        Assert.True(news.Length == 0, string.Join('\n', news));
    }

    private static IEnumerable<string> Offences() =>
        Named(Repository.FilesOf(".cs"), CodeRules.Offences)
            .Concat(Named(Repository.FilesOf(".csproj"), References.Offences))
            .Concat(Named(Repository.TextFiles(), TextRules.Offences))
            .Concat(Layout.Offences());

    private static IEnumerable<string> Named(
        IEnumerable<(string Path, string Text)> files, Func<string, string, IEnumerable<string>> rule) =>
        files.SelectMany(file => rule(file.Path, file.Text).Select(what => $"{file.Path}: {what}"));
}
