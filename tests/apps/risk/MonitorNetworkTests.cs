using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Security;

namespace Platform.Risk.Tests;

public sealed class MonitorNetworkTests : IAsyncLifetime
{
    private static readonly DateTimeOffset start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private RiskHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_scan_over_two_requests_is_told_once_a_request_with_its_source()
    {
        var before = await AskAsync([.. Enumerable.Range(1, 15).Select(i => Flow($"a{i}", i, port: i))]);

        var report = await AskAsync([.. Enumerable.Range(16, 15).Select(i => Flow($"a{i}", i, port: i))]);

        Assert.Empty(before.Threats);
        var threat = Assert.Single(report.Threats);
        Assert.Equal(("port-scan", "network", "a20"), (threat.Type, threat.Source, threat.EventId));
        Assert.Equal(new("ip", "10.0.0.7"), threat.Entity);
        Assert.Equal(["T1046"], threat.AttackTechniques);
        Assert.NotEmpty(threat.RecommendedActions);
    }

    [Fact]
    public async Task A_flow_that_is_sent_again_is_not_counted_again()
    {
        var visits = Enumerable.Range(0, 5).Select(i => Flow($"v{i}", i * 60)).ToArray();
        for (var i = 0; i < 5; i++) Assert.Empty((await AskAsync(visits)).Threats);

        var ports = Enumerable.Range(1, 19).Select(i => Flow($"p{i}", 600 + i, port: i)).ToArray();
        await AskAsync(ports);
        Assert.Empty((await AskAsync([.. ports, .. ports])).Threats);
        Assert.Single((await AskAsync([Flow("p20", 620, port: 20)])).Threats);
    }

    [Fact]
    public async Task Another_tenants_flows_are_not_seen()
    {
        await AskAsync([.. Enumerable.Range(1, 19).Select(i => Flow($"a{i}", i, port: i))]);

        Assert.Empty((await AskAsync([Flow("a20", 20, port: 20)], tenant: "other")).Threats);
        Assert.Single((await AskAsync([Flow("a20", 20, port: 20)])).Threats);
    }

    [Fact]
    public async Task A_flow_that_no_ordinary_one_is_like_is_unusual_once_the_tenants_traffic_is_known()
    {
        var strange = Flow("x", 90_000, port: 31_337) with
        {
            Ip = "10.0.0.99",
            Fields = Fields("""
                {"destination.ip":"203.0.113.9","destination.port":31337,"network.transport":"icmp","network.protocol":"tunnel",
                 "source.bytes":40000000,"destination.bytes":0,"source.packets":90000,"event.duration":9e12}
                """),
        };
        Assert.Empty((await AskAsync([strange], tenant: "other")).Threats);
        await AskAsync(Ordinary(0));
        await AskAsync(Ordinary(1_000));

        var threat = Assert.Single((await AskAsync([strange])).Threats);

        Assert.Equal(("unusual-flow", RiskLevel.Medium), (threat.Type, threat.Severity));
        Assert.InRange(threat.Indicators.Count, 1, 5);
        Assert.True(threat.Indicators.Sum(indicator => indicator.Contribution) <= threat.Confidence + 1e-9);
        Assert.InRange((await AskAsync(Ordinary(2_000))).Threats.Count, 0, 5);
    }

    [Fact]
    public async Task What_is_no_flow_is_skipped_and_counted()
    {
        var report = await AskAsync(
            [
                Flow("a", 0), Flow("b", 1) with { Kind = SecurityEventKind.Dns }, Flow("c", 2) with { Fields = null },
                Flow("d", 3) with { Ip = null },
            ]);

        Assert.Equal(3, report.Skipped);
    }

    [Theory]
    [InlineData(511, 0)]
    [InlineData(512, 512)]
    [InlineData(1_023, 512)]
    [InlineData(8_191, 4_096)]
    [InlineData(8_192, 8_192)]
    [InlineData(20_000, 16_384)]
    public void A_model_is_trained_at_doubling_amounts_and_then_steadily(long position, long due) =>
        Assert.Equal(due, FlowModels.DueAt(position));

    private static SecurityEvent[] Ordinary(int from)
    {
        var random = new Random(from);
        return [.. Enumerable.Range(from, 1_000).Select(i => Flow($"o{i}", i * 7) with
        {
            Ip = $"10.0.1.{i % 40}",
            Fields = Fields($$"""
                {"destination.ip":"192.0.2.{{random.Next(9)}}","destination.port":443,
                 "network.transport":"{{(i % 20 == 0 ? "udp" : "tcp")}}","network.protocol":"{{(i % 20 == 0 ? "dns" : "https")}}",
                 "network.connection_state":"SF",
                 "source.bytes":{{Around(random, 2_000)}},"destination.bytes":{{Around(random, 20_000)}},
                 "source.packets":{{Around(random, 20)}},"event.duration":{{Around(random, 200)}}000000}
                """),
        })];
    }

    // Mostly near the middle, seldom far from it, as sizes are.
    private static int Around(Random random, double middle) =>
        (int)(middle * double.Exp2(Enumerable.Range(0, 6).Sum(_ => random.NextDouble() - 0.5)));

    private static SecurityEvent Flow(string id, int second, int port = 443) => new()
    {
        Id = id, Time = start.AddSeconds(second), Kind = SecurityEventKind.Network, Ip = "10.0.0.7",
        Fields = Fields($$"""{"destination.ip":"192.0.2.1","destination.port":{{port}},"network.transport":"tcp"}"""),
    };

    private static Dictionary<string, JsonElement> Fields(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(field => field.Name, field => field.Value);

    private async Task<ThreatReport> AskAsync(SecurityEvent[] events, string tenant = "demo")
    {
        using var client = host.Client(Roles.Service, tenant);
        using var answer = await client.PostAsJsonAsync(
            "/monitor-network", new SecurityEventBatch(events), ContractsJson.Default.SecurityEventBatch, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ThreatReport, Ct))!;
    }
}
