using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Alerts.Tests;

public sealed class AlertsApiTests(AlertsFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Decision_becomes_an_alert_that_is_listed_found_and_announced()
    {
        await Publish(Decisions.Of("d-1"));
        var alert = Assert.Single(await AlertsOnce(1));

        Assert.Equal(("card-1", "amount-spike", 1, Severity.High), (alert.Entity, alert.Reason, alert.Count, alert.Severity));
        Assert.Equal(alert.Id, (await Get<Alert>($"/alerts/{alert.Id}")).Id);
        await Eventually.HoldsAsync(() => Announced().Count is 1);
        Assert.Equal($"{alert.Id}.{alert.Sequence}", Announced()[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Redelivery_changes_nothing()
    {
        await Publish(Decisions.Of("d-1"), Decisions.Of("d-2"));
        await Eventually.HoldsAsync(async () => (await AlertsOnce(1))[0].Count is 2);
        var before = (await AlertsOnce(1))[0];

        await Publish(Decisions.Of("d-1"), Decisions.Of("d-2"), Decisions.Of("d-1"));
        await Publish(Decisions.Of("d-9", account: "card-9"));

        var after = (await AlertsOnce(2)).Single(alert => alert.Id == before.Id);
        Assert.Equal((2, before.Sequence), (after.Count, after.Sequence));
    }

    [Fact]
    public async Task Repeats_within_the_window_are_counted_and_later_ones_raise_again()
    {
        await Publish(Decisions.Of("d-1"), Decisions.Of("d-2", after: TimeSpan.FromMinutes(30)));
        await Publish(Decisions.Of("d-3", after: TimeSpan.FromMinutes(61)));

        var alerts = await AlertsOnce(2);

        Assert.Equal([("d-3", 1), ("d-1", 2)], alerts.Select(alert => (alert.FirstDecisionId, alert.Count)));
    }

    [Fact]
    public async Task Repeats_by_the_key_of_a_rule_are_counted_across_deliveries_once_each()
    {
        await Publish(Decisions.Of("d-1").SuppressedBy("mule|device-1", 7_200));
        await Publish(Decisions.Of("d-2", account: "card-2", after: TimeSpan.FromMinutes(90)).SuppressedBy("mule|device-1", 7_200));
        await Eventually.HoldsAsync(async () => (await AlertsOnce(1))[0].Count is 2);

        await Publish(Decisions.Of("d-1").SuppressedBy("mule|device-1", 7_200), Decisions.Of("d-9", account: "card-2"));

        var alerts = await AlertsOnce(2);
        Assert.Equal([("card-1", 2, "mule|device-1"), ("card-2", 1, null)],
            alerts.OrderBy(alert => alert.Entity, StringComparer.Ordinal)
                .Select(alert => (alert.Entity, alert.Count, alert.SuppressionKey)));
    }

    [Fact]
    public async Task Allowed_decision_raises_nothing()
    {
        await Publish(Decisions.Of("d-1", verdict: Verdict.Allow), Decisions.Of("d-2", account: "card-2"));

        Assert.Equal(["card-2"], (await AlertsOnce(1)).Select(alert => alert.Entity));
    }

    [Fact]
    public async Task Pages_come_newest_first_without_gaps_or_doubles()
    {
        await Publish([.. Enumerable.Range(0, 25)
            .Select(i => Decisions.Of($"d-{i}", account: $"card-{i}", after: TimeSpan.FromSeconds(i / 3)))]);
        await AlertsOnce(25);

        var seen = new List<Alert>();
        for (string? next = ""; next is not null;)
        {
            var page = await Get<AlertPage>($"/alerts?limit=10&cursor={next}");
            seen.AddRange(page.Items);
            next = page.Next;
        }

        Assert.Equal(25, seen.DistinctBy(alert => alert.Id).Count());
        Assert.Equal(25, seen.Count);
        Assert.Equal(seen.OrderByDescending(alert => alert.RaisedAt).Select(alert => alert.RaisedAt), seen.Select(alert => alert.RaisedAt));
    }

    [Theory]
    [InlineData("severity=critical", "d-crit")]
    [InlineData("verdict=review", "d-rev")]
    [InlineData("entity=card-rev", "d-rev")]
    [InlineData("reason=new-device", "d-late")]
    [InlineData("minScore=0.9", "d-crit")]
    [InlineData("since=2026-01-31T13:00:00Z", "d-late")]
    [InlineData("until=2026-01-31T12:00:01Z&severity=medium", "d-rev")]
    public async Task A_filter_leaves_only_what_it_names(string query, string expected)
    {
        await Publish(
            Decisions.Of("d-crit", account: "card-crit", score: 0.99),
            Decisions.Of("d-rev", account: "card-rev", score: 0.5, verdict: Verdict.Review),
            Decisions.Of("d-late", account: "card-late", reason: "new-device", after: TimeSpan.FromHours(2)));
        await AlertsOnce(3);

        Assert.Equal([expected], (await Get<AlertPage>($"/alerts?{query}")).Items.Select(alert => alert.FirstDecisionId));
    }

    [Theory]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("limit=0", "limit")]
    [InlineData("severity=urgent", "severity")]
    [InlineData("since=now", "since")]
    public async Task Bad_parameter_is_a_problem_that_names_it(string query, string name)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var response = await client.GetAsync($"/alerts?{query}", None);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([name], (await response.Content.ReadFromJsonAsync<ValidationProblemDetails>(None))!.Errors.Keys);
    }

    [Fact]
    public async Task Another_tenants_alert_is_not_found()
    {
        await Publish(Decisions.Of("d-1"));
        var alert = Assert.Single(await AlertsOnce(1));

        Assert.Equal(HttpStatusCode.NotFound, await StatusOf($"/alerts/{alert.Id}", fixture.Service.Client(tenant: fixture.NewTenant())));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf("/alerts/none", fixture.Service.Client(tenant: tenant)));
    }

    [Theory]
    [InlineData("/alerts")]
    [InlineData("/alerts/x")]
    [InlineData("/alerts/live")]
    public async Task Route_asks_for_sign_in_scope_and_the_same_tenant(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(path, fixture.Service.Client(role: null)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(path, fixture.Service.Client(Roles.Service, tenant)));
        var client = fixture.Service.Client(tenant: tenant);
        client.DefaultRequestHeaders.Add("X-Tenant-ID", "rival");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(path, client));
    }

    [Fact]
    public async Task Delivery_without_the_sidecars_token_is_unauthorized()
    {
        using var client = fixture.Service.Client();
        using var response = await client.PostAsJsonAsync("/topics/decisions", new { entries = Array.Empty<object>() }, None);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private Task Publish(params Decision[] decisions) => AlertsFixture.PublishAsync(fixture.Service, tenant, decisions);

    private async Task<IReadOnlyList<Alert>> AlertsOnce(int count)
    {
        IReadOnlyList<Alert> alerts = [];
        await Eventually.HoldsAsync(async () => (alerts = (await Get<AlertPage>("/alerts")).Items).Count >= count);
        return alerts;
    }

    private List<JsonElement> Announced() =>
    [
        .. fixture.Service.Host.Published(Topics.Alerts)
            .Select(message => JsonDocument.Parse(message.Data).RootElement)
            .Where(envelope => envelope.GetProperty("tenantid").GetString() == tenant),
    ];

    private async Task<T> Get<T>(string path)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        return (await client.GetFromJsonAsync<T>(path, JsonSerializerOptions.Web, None))!;
    }

    private static async Task<HttpStatusCode> StatusOf(string path, HttpClient client)
    {
        using (client)
        {
            using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, None);
            return response.StatusCode;
        }
    }
}
