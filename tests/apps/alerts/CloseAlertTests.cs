using System.Net;
using System.Net.Http.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Alerts.Tests;

public sealed class CloseAlertTests(AlertsFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Closing_an_alert_labels_its_decisions()
    {
        var alert = await RaiseAsync(Decisions.Of("tx-1"), Decisions.Of("tx-2"));
        var closed = await CloseAsync(alert.Id, AlertFinding.Fraud, "stolen card");

        Assert.Equal((AlertFinding.Fraud, "tester", "stolen card"), (closed.Closed!.Verdict, closed.Closed.By, closed.Closed.Note));
        Assert.True(closed.Sequence > alert.Sequence);
        Assert.Equal(
            [("tx-1", Finding.Fraud, LabelSource.Analyst), ("tx-2", Finding.Fraud, LabelSource.Analyst)],
            Labels().Select(label => (label.EventId, label.Verdict, label.Source)).Order());
        Assert.All(Labels(), label => Assert.Equal(closed.Closed.At, label.KnownAt));
    }

    [Fact]
    public async Task The_same_verdict_again_changes_nothing_and_another_one_corrects_it()
    {
        var alert = await RaiseAsync(Decisions.Of("tx-1"));
        var first = await CloseAsync(alert.Id, AlertFinding.Fraud);
        Assert.Equal(first.Closed, (await CloseAsync(alert.Id, AlertFinding.Fraud)).Closed);
        Assert.Single(Labels());

        await CloseAsync(alert.Id, AlertFinding.Legitimate);
        Assert.Equal([Finding.Fraud, Finding.Legitimate], Labels().OrderBy(label => label.KnownAt).Select(label => label.Verdict));
        Assert.Equal(2, Labels().Select(label => label.Id).Distinct().Count());
    }

    [Fact]
    public async Task When_nobody_can_tell_nothing_is_labelled()
    {
        var alert = await RaiseAsync(Decisions.Of("tx-1"));

        Assert.NotNull((await CloseAsync(alert.Id, AlertFinding.Inconclusive)).Closed);
        Assert.Empty(Labels());
    }

    [Fact]
    public async Task What_repeats_a_closed_alert_raises_a_new_one()
    {
        var alert = await RaiseAsync(Decisions.Of("tx-1"));
        await CloseAsync(alert.Id, AlertFinding.Legitimate);
        var next = Decisions.Of("tx-2", after: TimeSpan.FromMinutes(1));
        await AlertsFixture.PublishAsync(fixture.Service, tenant, next);
        await Eventually.HoldsAsync(async () => (await ListAsync("")).Count == 2);

        Assert.Equal("tx-2", Assert.Single(await ListAsync("?closed=false")).FirstDecisionId);
        Assert.Equal(alert.Id, Assert.Single(await ListAsync("?closed=true")).Id);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Analyst, HttpStatusCode.NotFound)]
    public async Task Who_may_not_close_is_refused_before_anything_is_looked_up(string? role, HttpStatusCode expected) =>
        Assert.Equal(expected, await StatusAsync(role, tenant, "none", """{"verdict":"fraud"}"""));

    [Fact]
    public async Task The_alert_of_another_tenant_is_not_there()
    {
        var alert = await RaiseAsync(Decisions.Of("tx-1"));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Roles.Admin, fixture.NewTenant(), alert.Id, """{"verdict":"fraud"}"""));
        Assert.Single(await ListAsync("?closed=false"));
    }

    [Theory]
    [InlineData("""{"verdict":"perhaps"}""")]
    [InlineData("""{"note":"no verdict"}""")]
    [InlineData("{\"verdict\":\"fraud\",\"note\":\"\\u0007\"}")]
    public async Task A_bad_body_is_refused(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(Roles.Admin, tenant, "any", body));

    private async Task<Alert> RaiseAsync(params Decision[] decisions)
    {
        await AlertsFixture.PublishAsync(fixture.Service, tenant, decisions);
        IReadOnlyList<Alert> alerts = [];
        await Eventually.HoldsAsync(async () => (alerts = await ListAsync("")).Sum(alert => alert.Count) == decisions.Length);
        return Assert.Single(alerts);
    }

    private async Task<Alert> CloseAsync(string id, AlertFinding verdict, string? note = null)
    {
        using var client = fixture.Service.Client(Roles.Analyst, tenant);
        using var answer = await client.PostAsJsonAsync(
            $"/alerts/{id}/close", new(verdict) { Note = note }, ContractsJson.Default.AlertClosing, None);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.Alert, None))!;
    }

    private async Task<HttpStatusCode> StatusAsync(string? role, string whose, string id, string body)
    {
        using var client = fixture.Service.Client(role, whose);
        using var answer = await client.PostAsync($"/alerts/{id}/close", new StringContent(body, null, "application/json"), None);
        return answer.StatusCode;
    }

    private async Task<IReadOnlyList<Alert>> ListAsync(string query)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        return (await client.GetFromJsonAsync($"/alerts{query}", ContractsJson.Default.AlertPage, None))!.Items;
    }

    private List<Label> Labels() => fixture.Service.Announced(Topics.Labels, tenant, ContractsJson.Default.Label);
}
