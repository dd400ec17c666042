using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Alerts.Tests;

public sealed class ThreatAlertTests(AlertsFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private static readonly AlertPolicy Policy = new(TimeSpan.FromHours(1), HighScore: 0.8, CriticalScore: 0.95);
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task A_threat_becomes_an_alert_with_what_speaks_for_it_and_what_to_do()
    {
        await PublishAsync(Threat("t-1"));

        var alert = Assert.Single(await AlertsOnceAsync(1));

        Assert.Equal(("ip:10.0.0.7", "port-scan", Severity.High, 0.8), (alert.Entity, alert.Reason, alert.Severity, alert.Score));
        Assert.Equal((Verdict.Review, null, null), (alert.Verdict, alert.Amount, alert.Currency));
        Assert.Equal(["Stop it."], alert.Threat!.RecommendedActions);
        Assert.Equal("20 ports of one host.", Assert.Single(alert.Reasons).Text);
    }

    [Fact]
    public async Task A_scan_is_one_alert_and_another_entity_or_rule_is_another()
    {
        await PublishAsync(Threat("t-1"), Threat("t-2"));
        await PublishAsync(Threat("t-3"), Threat("t-4", "10.0.0.8"), Threat("t-5") with { Rule = new("Own rule") });
        await Eventually.HoldsAsync(async () => (await AlertsOnceAsync(3)).Sum(alert => alert.Count) == 5);

        Assert.Equal(
            [("ip:10.0.0.7", "Own rule", 1), ("ip:10.0.0.7", "port-scan", 3), ("ip:10.0.0.8", "port-scan", 1)],
            (await AlertsOnceAsync(3)).Select(alert => (alert.Entity, alert.Reason, alert.Count)).Order());
    }

    [Fact]
    public async Task Redelivery_changes_nothing()
    {
        await PublishAsync(Threat("t-1"), Threat("t-2"));
        await PublishAsync(Threat("t-2"), Threat("t-1"));
        await PublishAsync(Threat("t-9", "10.0.0.9"));

        Assert.Equal(3, (await AlertsOnceAsync(2)).Sum(alert => alert.Count));
    }

    [Fact]
    public async Task A_threat_of_low_severity_raises_nothing_and_another_tenant_sees_none()
    {
        await PublishAsync(Threat("t-1") with { Severity = RiskLevel.Low }, Threat("t-2", "10.0.0.8"));

        Assert.Equal("ip:10.0.0.8", Assert.Single(await AlertsOnceAsync(1)).Entity);
        using var rival = fixture.Service.Client(tenant: fixture.NewTenant());
        Assert.Empty((await rival.GetFromJsonAsync<AlertPage>("/alerts", JsonSerializerOptions.Web, None))!.Items);
    }

    [Theory]
    [InlineData(RiskLevel.Medium, Severity.Medium)]
    [InlineData(RiskLevel.High, Severity.High)]
    [InlineData(RiskLevel.Critical, Severity.Critical)]
    public void Severity_of_the_alert_is_that_of_the_threat(RiskLevel severity, Severity expected) =>
        Assert.Equal(expected, AlertCause.Of(Threat("t-1") with { Severity = severity }, Decisions.Noon)!.Severity);

    [Fact]
    public void The_alert_shows_the_surest_of_its_threats_and_the_worst_severity()
    {
        ThreatEvent[] threats =
        [
            Threat("t-1"), Threat("t-2") with { Confidence = 0.9 }, Threat("t-3") with { Confidence = 0.1, Severity = RiskLevel.Critical },
        ];

        var alert = RaiseAlert.Decide(
            [.. threats.Select(threat => AlertCause.Of(threat, Decisions.Noon)!)], new Dictionary<AlertKey, Alert>(), 0, Policy).Alerts[0];

        Assert.Equal((3, Severity.Critical, 0.9, "t-2"), (alert.Count, alert.Severity, alert.Score, alert.Threat!.Id));
    }

    [Fact]
    public void A_threat_that_names_nobody_still_raises() =>
        Assert.Equal("unnamed", AlertCause.Of(Threat("t-1") with { Entity = null }, Decisions.Noon)!.Key.Entity);

    private static ThreatEvent Threat(string id, string ip = "10.0.0.7") => new()
    {
        Id = id, Type = "port-scan", Severity = RiskLevel.High, Confidence = 0.8, Source = "network", Entity = new("ip", ip),
        EventId = $"event-{id}", Indicators = [new("ports", "20 ports of one host.", "20")], RecommendedActions = ["Stop it."],
        AttackTechniques = ["T1046"], DetectedAt = Decisions.Noon,
    };

    private async Task PublishAsync(params ThreatEvent[] threats)
    {
        var dapr = fixture.Service.Services.GetRequiredService<DaprClient>();
        var envelopes = threats.Select(threat => new CloudEvent<ThreatEvent>(threat.Id, "risk", "platform.threat", Decisions.Noon, threat)
        {
            TenantId = tenant, PartitionKey = $"{tenant}|{threat.Entity?.Id}",
        });
        await dapr.BulkPublishEventAsync(Topics.PubSub, Topics.Threats, [.. envelopes], ContractsJson.Default.ThreatEvent, None);
    }

    private async Task<IReadOnlyList<Alert>> AlertsOnceAsync(int count)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        IReadOnlyList<Alert> alerts = [];
        await Eventually.HoldsAsync(async () =>
            (alerts = (await client.GetFromJsonAsync<AlertPage>("/alerts", JsonSerializerOptions.Web, None))!.Items).Count >= count);
        return alerts;
    }
}
