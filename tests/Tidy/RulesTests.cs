namespace Platform.Tidy.Tests;

/// <summary>Each rule sees what it forbids, and lets pass what only looks like it.</summary>
public sealed class RulesTests
{
    private const string Deep = "class A { void F() { if (a) { for (;;) { while (b) { if (c) { } } } } } }";
    private const string Flat = "class A { void F() { if (a) { } else if (b) { } else if (c) { } else if (d) { } else if (e) { } } }";

    [Theory]
    [InlineData(Deep, "F nests deeper than 3")]
    [InlineData("class A { void F(int a, int b, int c, int d, int e, int f, int g) { } }", "F takes more than 6 parameters")]
    [InlineData("class A(int a, int b, int c, int d, int e, int f, int g);", "A takes more than 6 parameters")]
    [InlineData("class A { void F(CancellationToken ct, int a) { } }", "F does not take its token last")]
    [InlineData("class A { void F(CancellationToken token) { } }", "F does not call its token ct")]
    [InlineData("class A { async void F() { } }", "F is async void")]
    [InlineData("class A { public int B; }", "B is a public field")]
    [InlineData("class A { private int _b; }", "_b begins with an underscore")]
    [InlineData("class A { static int b; }", "b is static state")]
    [InlineData("class A { static readonly ConcurrentDictionary<int, int> b = new(); }", "b is static state")]
    [InlineData("class A { public static int B { get; set; } }", "B is static state")]
    [InlineData("class A { object? a = DateTime.UtcNow; }", "system clock")]
    [InlineData("class A { void F() { try { } catch (Exception) { } } }", "empty catch")]
    [InlineData("class A { void F() => a!.G(); }", "'!' hides a null")]
    [InlineData("namespace A { }", "namespace with braces")]
    [InlineData("#region A\n#endregion", "#region")]
    [InlineData("// TODO: later", "TODO without an issue number")]
    [InlineData("class StringHelpers;", "StringHelpers says nothing")]
    [InlineData("class AbcdefghijAbcdefghijAbcdefghijA;", "AbcdefghijAbcdefghijAbcdefghijA is longer than 30 characters")]
    public void A_forbidden_form_is_found(string code, string offence) => Assert.Equal([offence], CodeRules.Offences("libs/A.cs", code));

    [Theory]
    [InlineData("apps/a/A.cs", 1)]
    [InlineData("workflows/A.cs", 1)]
    [InlineData("libs/A.cs", 0)]
    public void A_service_that_passes_by_the_tenant_is_found(string path, int offences) =>
        Assert.Equal(offences, CodeRules.Offences(path, "class A { Task F() => dapr.SaveStateAsync(store, key, value); }").Count());

    [Theory]
    [InlineData(Flat)]
    [InlineData("record A(int A, int B, int C, int D, int E, int F, int G);")]
    [InlineData("class A { public const int B = 1; static readonly string[] c = []; public int D { get; set; } }")]
    [InlineData("class A { private struct B { public int C; } }")]
    [InlineData("class A { protected override Task F(CancellationToken stoppingToken) => G; }")]
    [InlineData("class A(CancellationToken stopping);")]
    [InlineData("// TODO(#7): later")]
    [InlineData("namespace A;\nclass Managing { void F(int a, CancellationToken ct) { } }")]
    public void An_allowed_form_passes(string code) => Assert.Empty(CodeRules.Offences("libs/A.cs", code));

    [Fact]
    public void Length_is_limited_per_line_and_method_and_file()
    {
        var method = $"class A {{ void F() {{ {new string('\n', 50)} }} }}";

        Assert.Equal(["line over 140 characters"], CodeRules.Offences("libs/A.cs", "//" + new string('a', 139)));
        Assert.Equal(["F has more than 50 lines"], CodeRules.Offences("libs/A.cs", method));
        Assert.Equal(["more than 300 lines"], CodeRules.Offences("libs/A.cs", new string('\n', 301)));
    }

    [Theory]
    [InlineData("class A { void F() => Thread.Sleep(1); }", "sleeps")]
    [InlineData("class A { Task F() => Task.Delay(20, ct); }", "sleeps")]
    [InlineData("class A { [Fact] public void Handle_WhenTwice_Returns() { } }", "Handle_WhenTwice_Returns is not a sentence")]
    [InlineData("class A { [Theory] public void Works() { } }", "Works is not a sentence")]
    public void A_test_neither_sleeps_nor_mumbles(string code, string offence) =>
        Assert.Equal([offence], CodeRules.Offences("tests/A.cs", code));

    [Theory]
    [InlineData("class A { Task F() => Task.Delay(Timeout.Infinite, ct); }")]
    [InlineData("class A { Task F() => Task.Delay(span, time, ct); }")]
    [InlineData("class A { [Fact] public void Redelivery_changes_nothing() => a!.B(); }")]
    [InlineData("class A { [Fact] public void F21_A_DROP_is_final() { } }")]
    public void A_tidy_test_passes(string code) => Assert.Empty(CodeRules.Offences("tests/A.cs", code));

    [Theory]
    [InlineData("apps/risk/A.csproj", "../alerts/B.csproj", "refers to apps/alerts")]
    [InlineData("apps/risk/A.csproj", "../../infra/local/B.csproj", "refers to infra/local")]
    [InlineData("libs/Learning/A.csproj", "../Contracts/B.csproj", "refers to libs/Contracts")]
    [InlineData("libs/Dapr/A.csproj", "../Hosting/B.csproj", "refers to libs/Hosting")]
    [InlineData("stuff/A.csproj", "../libs/Dapr/B.csproj", "project in a folder that architecture.md does not know")]
    public void A_reference_the_wrong_way_is_found(string project, string target, string offence) =>
        Assert.Equal([offence], References.Offences(project, Project(target)));

    [Theory]
    [InlineData("apps/risk/A.csproj", "../../libs/Learning/B.csproj")]
    [InlineData("libs/Hosting/A.csproj", "../Dapr/B.csproj")]
    [InlineData("tests/apps/risk/A.csproj", "../../../apps/risk/B.csproj")]
    public void A_reference_downwards_passes(string project, string target) => Assert.Empty(References.Offences(project, Project(target)));

    [Fact]
    public void A_profile_that_lacks_a_component_is_found()
    {
        var profiles = new Dictionary<string, string[]> { ["local"] = ["Component a", "Resiliency"], ["redis"] = ["Resiliency"] };

        Assert.Equal(["components/redis: lacks Component a"], Layout.ProfileOffences(profiles));
    }

    [Fact]
    public void A_folder_that_says_nothing_is_found() =>
        Assert.Equal(["libs/Dapr/Helpers: a folder name that says nothing"], Layout.FolderOffences(["libs/Dapr", "libs/Dapr/Helpers"]));

    [Fact]
    public void A_path_of_one_machine_is_found()
    {
        var home = string.Join('/', "", "home", "me", "data");

        Assert.Equal(["path of one machine"], TextRules.Offences("README.md", $"see {home}"));
        Assert.Empty(TextRules.Offences("README.md", "see ./artifacts/work/ and https://example.org/home/me/"));
    }

    private static string Project(string target) => $"""<Project><ProjectReference Include="{target}" /></Project>""";
}
