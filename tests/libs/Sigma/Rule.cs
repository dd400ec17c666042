namespace Platform.Sigma.Tests;

/// <summary>Rules of a few lines, and whether they fire.</summary>
internal static class Rule
{
    public static readonly SigmaLogSource Source = new("process_creation", "windows");

    private const string Head = "title: A test\nlogsource: { category: process_creation, product: windows }\n";

    /// <summary>A rule whose one search has these lines.</summary>
    public static SigmaRule With(params string[] search) =>
        Of("detection:\n  search:\n" + string.Concat(search.Select(line => $"    {line}\n")) + "  condition: search\n");

    public static SigmaRule Of(string detection) => Assert.Single(SigmaRuleFile.Parse(Head + detection, "test.yml"));

    public static bool Fires(this SigmaRule rule, params (string Name, string? Text)[] fields)
    {
        var sigmaEvent = SigmaEvent.Of(Source, fields);
        var fires = rule.Match(sigmaEvent) is not null;
        // Each of these small rules also tries the index.
        Assert.Equal(fires, new SigmaRuleSet([rule]).Match(sigmaEvent).Count == 1);
        return fires;
    }

    public static bool Fires(this SigmaRule rule, string? text) => rule.Fires(("F", text));

    public static SigmaException Refused(params string[] search) => Assert.Throws<SigmaException>(() => With(search));
}
