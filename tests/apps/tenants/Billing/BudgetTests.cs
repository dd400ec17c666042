using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Tenants.Billing;
using Platform.Tenants.Metering;

namespace Platform.Tenants.Tests.Billing;

public sealed class BudgetTests(BillingFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Theory]
    [InlineData(79.99, new int[0])]
    [InlineData(80, new[] { 80 })]
    [InlineData(99.99, new[] { 80 })]
    [InlineData(100, new[] { 80, 100 })]
    [InlineData(250, new[] { 80, 100 })]
    public void Parts_of_a_budget_are_reached_at_80_and_100_percent(double spent, int[] reached) =>
        Assert.Equal(reached, WatchBudget.Reached((decimal)spent, 100m));

    [Fact]
    public async Task Each_part_is_announced_once_a_month()
    {
        await Set("""{"monthly":100}""");
        await Deliver(BillingFixture.Record("a", 150_000));
        Assert.Empty(Announced());

        await Deliver(BillingFixture.Record("b", 30_000));
        Assert.Equal([80], Announced().Select(alert => alert.Percent));
        Assert.Equal(("2026-03", 81m, 100m, "EUR"),
            (Announced()[0].Month, Announced()[0].Spent, Announced()[0].Budget, Announced()[0].Currency));

        await Deliver(BillingFixture.Record("c", 100_000));
        await Deliver(BillingFixture.Record("d", 100_000));
        Assert.Equal([80, 100], Announced().Select(alert => alert.Percent));
    }

    [Fact]
    public async Task Contact_is_mailed_about_each_part_once_also_when_the_mail_server_says_later()
    {
        var request = new NewTenant { Id = tenant, Name = "Acme", Contact = $"{tenant}@acme.example" };
        await TenantsFixture.ActivateAsync(fixture.Service, request);
        await Set("""{"monthly":100}""");
        fixture.Mail.Refuse(2);

        await Deliver(BillingFixture.Record("a", 180_000));
        await Eventually.HoldsAsync(() => Mails().Count is 1);
        for (var i = 0; i < 3; i++) await Deliver(BillingFixture.Record("a", 180_000));
        await Deliver(BillingFixture.Record("b", 100_000));
        await Eventually.HoldsAsync(() => Mails().Count > 1);

        Assert.Equal(["80 % of the budget of 2026-03 are spent", "100 % of the budget of 2026-03 are spent"], Mails());
    }

    [Fact]
    public async Task Redelivery_announces_what_the_delivery_before_could_not()
    {
        var records = new[] { BillingFixture.Record("a", 1_000_000) };
        await fixture.Service.Services.GetRequiredService<UsageStore>().CountAsync(new(tenant), records, None);
        await Set("""{"monthly":100}""");

        await Deliver(records);

        Assert.Equal([80, 100], Announced().Select(alert => alert.Percent));
    }

    [Fact]
    public async Task Without_a_budget_nothing_is_announced()
    {
        await Set("""{"monthly":1}""");
        await Set("""{"monthly":null}""");
        await Deliver(BillingFixture.Record("a", 10_000_000));

        Assert.Empty(Announced());
        using var client = fixture.Service.Client(tenant: tenant);
        Assert.Null((await client.GetFromJsonAsync<CostReport>("/costs", ContractsJson.Default.Options, None))!.Budget);
    }

    [Theory]
    [InlineData("""{"monthly":0}""")]
    [InlineData("""{"monthly":-1}""")]
    [InlineData("""{"monthly":"much"}""")]
    [InlineData("{}")]
    public async Task Budget_out_of_range_is_a_problem(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, await Put(fixture.Service.Client(tenant: tenant), body));

    [Fact]
    public async Task Only_who_may_change_the_tenant_sets_its_budget()
    {
        const string body = """{"monthly":5}""";

        Assert.Equal(HttpStatusCode.Unauthorized, await Put(fixture.Service.Client(role: null), body));
        Assert.Equal(HttpStatusCode.Forbidden, await Put(fixture.Service.Client(Roles.Auditor, tenant), body));
        Assert.Null(await fixture.Service.Services.GetRequiredService<BudgetStore>().FindAsync(new(tenant), None));
    }

    [Fact]
    public async Task Another_tenants_budget_stays_as_it_is()
    {
        await Set("""{"monthly":5}""");
        var budgets = fixture.Service.Services.GetRequiredService<BudgetStore>();

        Assert.Equal(5m, await budgets.FindAsync(new(tenant), None));
        Assert.Null(await budgets.FindAsync(new(fixture.NewTenant()), None));
    }

    private async Task Set(string body) => Assert.Equal(HttpStatusCode.NoContent, await Put(fixture.Service.Client(tenant: tenant), body));

    private static async Task<HttpStatusCode> Put(HttpClient client, string body)
    {
        using (client)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await client.PutAsync("/budget", content, None);
            return response.StatusCode;
        }
    }

    private Task Deliver(params UsageRecord[] records) => fixture.DeliverAsync(tenant, records);

    private List<BudgetAlert> Announced() =>
    [
        .. fixture.Service.Host.Published(Topics.BudgetAlerts)
            .Select(message => JsonDocument.Parse(message.Data).RootElement)
            .Where(envelope => envelope.GetProperty("tenantid").GetString() == tenant)
            .Select(envelope => envelope.GetProperty("data").Deserialize(ContractsJson.Default.BudgetAlert)!),
    ];

    // The subjects of the mails to the tenant.
    private List<string> Mails() =>
    [
        .. fixture.Mail.Mails.Where(mail => mail.Contains($"To: {tenant}@acme.example", StringComparison.Ordinal))
            .Select(mail => mail.Split("=?utf-8?B?")[1].Split("?=")[0])
            .Select(subject => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(subject))),
    ];
}
