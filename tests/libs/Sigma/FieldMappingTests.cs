using System.Text.Json;

namespace Platform.Sigma.Tests;

/// <summary>Events with names of their own are seen by Sigma's names, and Windows' own events with their log sources.</summary>
public sealed class FieldMappingTests
{
    [Theory]
    [InlineData("process", "//linux/", "process_creation/linux/*", "CommandLine", "process.command_line")]
    [InlineData("process", "//windows/", "process_creation/windows/*", "ParentImage", "process.parent.executable")]
    [InlineData("network", "//windows/", "network_connection/windows/*", "DestinationPort", "destination.port")]
    [InlineData("network", "//windows/", "firewall/windows/*", "dst_port", "destination.port")]
    [InlineData("dns", "//windows/", "dns_query/windows/*", "QueryName", "dns.question.name")]
    [InlineData("dns", "///", "dns/*/*", "query", "QueryName")]
    [InlineData("web", "///", "webserver/*/*", "cs-uri-query", "url.query")]
    [InlineData("web", "/proxy//", "proxy/*/*", "c-useragent", "user_agent.original")]
    [InlineData("cloud", "//aws/", "*/aws/cloudtrail", "eventName", "event.action")]
    [InlineData("auth", "///sshd", "*/linux/sshd", "User", "user.name")]
    public void A_field_is_found_by_the_name_of_the_rule(string kind, string own, string source, string field, string name)
    {
        var parts = own.Split('/').Select(part => part.Length == 0 ? null : part).ToArray();

        var read = FieldMappings.Shipped().Read(kind, new(parts[1], parts[2], parts[3]), [KeyValuePair.Create(name, SigmaValue.Of("v"))]);

        Assert.Contains(source, read.Sources.Select(each => each.ToString()));
        Assert.Equal("v", Assert.Single(read.Values(field)).Text);
        Assert.Empty(read.Values("absent"));
    }

    [Fact]
    public void The_name_of_the_rule_comes_before_the_others()
    {
        var read = FieldMappings.Shipped().Read("process", new(null, "windows"),
            [KeyValuePair.Create("process.executable", SigmaValue.Of("other")), KeyValuePair.Create("Image", SigmaValue.Of("own"))]);

        Assert.Equal("own", Assert.Single(read.Values("Image")).Text);
    }

    [Fact]
    public void A_mapped_event_fires_rules_and_an_unknown_kind_has_its_own_names_only()
    {
        var set = new SigmaRuleSet([Rule.With("Image|endswith: \\whoami.exe")]);
        var fields = new[] { KeyValuePair.Create("process.executable", SigmaValue.Of(@"C:\whoami.EXE")) };

        var match = Assert.Single(set.Match(FieldMappings.Shipped().Read("process", new(null, "windows"), fields)));

        Assert.Equal([new SigmaEvidence("Image", @"C:\whoami.EXE")], match.Evidence);
        Assert.Empty(set.Match(FieldMappings.Shipped().Read("unknown", Rule.Source, fields)));
    }

    [Theory]
    [InlineData("kind: process", "'fields' is missing")]
    [InlineData("fields: {}", "'kind' is missing")]
    [InlineData("kind: a\nfields: { F: { a: b } }", "'F' must be a list of texts")]
    [InlineData("- a", "one document")]
    public void A_mapping_is_refused_with_a_sentence(string yaml, string reason)
    {
        Assert.Contains(reason, Assert.Throws<SigmaException>(() => FieldMapping.Parse(yaml, "m.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_of_Windows_has_the_sources_of_its_channel_and_number()
    {
        var read = WindowsEvents.Read(Json("""
            {"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":{"#text":12},
            "Channel":"Microsoft-Windows-Sysmon/Operational"},"EventData":{"EventType":"DeleteKey","TargetObject":"HKLM\\a"}}}
            """));

        Assert.Equal(
            ["*/windows/sysmon", "registry_event/windows/sysmon", "registry_delete/windows/sysmon"],
            read.Sources.Select(source => source.ToString()));
        Assert.Equal(["12", "Microsoft-Windows-Sysmon", @"HKLM\a"],
            ((string[])["EventID", "Provider_Name", "TargetObject"]).Select(name => Assert.Single(read.Values(name)).Text));
    }

    [Fact]
    public void Anything_else_is_no_event_of_Windows()
    {
        Assert.False(WindowsEvents.IsOne(Json("{}")));
        Assert.Throws<ArgumentException>(() => WindowsEvents.Read(Json("""{"Event":{"System":1}}""")));
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
