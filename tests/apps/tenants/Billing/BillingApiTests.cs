using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Tenants.Tests.Billing;

public sealed class BillingApiTests(BillingFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Published_usage_is_listed_priced_and_forecast()
    {
        await fixture.PublishAsync(
            tenant,
            BillingFixture.Record("a", 200_000),
            BillingFixture.Record("b", 50_000, UsageMeter.Events, BillingFixture.Now.AddDays(-1)));
        await Eventually.HoldsAsync(async () => (await Get<UsageReport>("/usage?to=2026-03-12")).Points.Count is 2);

        var costs = await Get<CostReport>("/costs");

        Assert.Equal(("2026-03", "standard", "EUR"), (costs.Month, costs.Plan, costs.Currency));
        Assert.Equal(49m + 40m, costs.MonthToDate.Total);
        // 10.5 of 31 days: 590,477 scores, of which 100,000 are included; 147,620 events, of which 100,000 are.
        Assert.Equal(49m + 196.19m + 0.95m, costs.Forecast.Total);
    }

    [Fact]
    public async Task Usage_is_listed_by_hour_or_by_day()
    {
        var before = BillingFixture.Record("b", 2, at: BillingFixture.Now.AddHours(-1));
        await fixture.PublishAsync(tenant, BillingFixture.Record("a", 1), before);
        await Eventually.HoldsAsync(async () => (await Get<UsageReport>("/usage?to=2026-03-12")).Points is [{ Quantity: 3 }]);

        Assert.Equal([2, 1], (await Get<UsageReport>("/usage?to=2026-03-12&step=hour")).Points.Select(point => point.Quantity));
        Assert.Equal([2], (await Get<UsageReport>("/usage?step=hour")).Points.Select(point => point.Quantity));
        var lastHalf = await Get<UsageReport>("/usage?from=2026-03-11T12:00:00Z&to=2026-03-12");
        Assert.Equal([1], lastHalf.Points.Select(point => point.Quantity));
    }

    [Fact]
    public async Task Cost_is_counted_as_a_metric_of_tenant_and_meter()
    {
        await fixture.PublishAsync(tenant, BillingFixture.Record("a", 150_000));
        await Eventually.HoldsAsync(async () => (await Metric()).Contains(" 20", StringComparison.Ordinal));
        await fixture.PublishAsync(tenant, BillingFixture.Record("b", 50_000), BillingFixture.Record("a", 150_000));
        await Eventually.HoldsAsync(async () => (await Metric()).EndsWith(" 40", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=1999-01-01", "to")]
    [InlineData("step=month", "step")]
    [InlineData("from=2026-02-01&from=2026-02-02", "from")]
    [InlineData("from=2026-03-01&to=2026-02-01", "to")]
    [InlineData("from=2026-01-01&to=2026-03-01&step=hour", "to")]
    [InlineData("from=2024-01-01&to=2026-03-01", "to")]
    public async Task Bad_parameter_is_a_problem_that_names_it(string query, string name)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var response = await client.GetAsync($"/usage?{query}", None);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([name], (await response.Content.ReadFromJsonAsync<ValidationProblemDetails>(None))!.Errors.Keys);
    }

    [Theory]
    [InlineData("/usage")]
    [InlineData("/costs")]
    [InlineData("/invoices")]
    [InlineData("/invoices/preview")]
    [InlineData("/invoices/x")]
    [InlineData("/invoices/x/pdf")]
    public async Task Route_asks_for_sign_in_scope_and_the_same_tenant(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(path, fixture.Service.Client(role: null)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(path, fixture.Service.Client(Roles.Service, tenant)));
        var client = fixture.Service.Client(tenant: tenant);
        client.DefaultRequestHeaders.Add("X-Tenant-ID", "rival");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(path, client));
        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusOf(path, fixture.Service.Client(Roles.Auditor, tenant)));
    }

    [Fact]
    public async Task Usage_of_another_tenant_is_not_seen()
    {
        await fixture.PublishAsync(tenant, BillingFixture.Record("a", 1));
        await Eventually.HoldsAsync(async () => (await Get<UsageReport>("/usage?to=2026-03-12")).Points.Count is 1);

        using var other = fixture.Service.Client(tenant: fixture.NewTenant());
        Assert.Empty((await other.GetFromJsonAsync<UsageReport>("/usage?to=2026-03-12", ContractsJson.Default.Options, None))!.Points);
    }

    private async Task<string> Metric()
    {
        using var client = fixture.Service.Client(role: null);
        var page = await client.GetStringAsync("/metrics", None);
        return page.Split('\n').SingleOrDefault(line =>
            line.StartsWith("tenant_api_cost_total", StringComparison.Ordinal)
            && line.Contains($"\"{tenant}\"", StringComparison.Ordinal) && line.Contains("\"scores\"", StringComparison.Ordinal)) ?? "";
    }

    private async Task<T> Get<T>(string path)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        return (await client.GetFromJsonAsync<T>(path, ContractsJson.Default.Options, None))!;
    }

    private static async Task<HttpStatusCode> StatusOf(string path, HttpClient client)
    {
        using (client)
        {
            using var response = await client.GetAsync(path, None);
            return response.StatusCode;
        }
    }
}
