using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Tenants.Billing;
using Platform.Tenants.Quotas;
using Platform.Tenants.Tests.Billing;

namespace Platform.Tenants.Tests.Quotas;

public sealed class QuotaTests(BillingFixture fixture)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset nextMonth = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TenantId tenant = new(fixture.NewTenant());

    [Fact]
    public async Task At_80_percent_services_are_told_to_warn_and_it_is_announced_once()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");
        await Deliver(Events("a", 79));
        await LooksAsync();
        Assert.Empty(await ToldAsync());

        await Deliver(Events("b", 1));
        await IsToldAsync(new QuotaUse(Quota.Events, 80, nextMonth));
        await Deliver(Events("c", 9));
        await IsToldAsync(new QuotaUse(Quota.Events, 89, nextMonth));

        Assert.Equal([(Quota.Events, 80, 80L)], Announced().Select(alert => (alert.Quota, alert.Percent, alert.Used)));
    }

    [Fact]
    public async Task At_100_percent_services_are_told_to_refuse_and_both_parts_are_announced()
    {
        await EnterAsync("""{"quotas":{"scoresPerMonth":100}}""");

        await Deliver(BillingFixture.Record("a", 250));

        await IsToldAsync(new QuotaUse(Quota.Scores, 100, nextMonth));
        Assert.Equal([80, 100], Announced().Select(alert => alert.Percent));
        Assert.Equal(("2026-03", 100L), (Announced()[0].Month, Announced()[0].Limit));
    }

    [Fact]
    public async Task Usage_that_is_delivered_again_does_not_use_a_quota_twice()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");

        for (var i = 0; i < 3; i++) await Deliver(Events("a", 60));
        await LooksAsync();

        Assert.Empty(await ToldAsync());
        Assert.Equal(60, (await ReportAsync()).Quotas.Single(line => line.Quota is Quota.Events).Used);
    }

    [Fact]
    public async Task A_raised_limit_lifts_what_was_exhausted_and_a_lowered_one_exhausts()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");
        await Deliver(Events("a", 100));
        await IsToldAsync(new QuotaUse(Quota.Events, 100, nextMonth));

        await PatchAsync("""{"quotas":{"eventsPerMonth":1000}}""");
        Assert.Empty(await ToldAsync());

        await PatchAsync("""{"quotas":{"eventsPerMonth":50}}""");
        Assert.Equal([100], (await ToldAsync()).Select(use => use.Percent));
    }

    [Fact]
    public async Task A_limit_that_was_raised_is_in_force_again_once_that_is_used_up()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");
        await Deliver(Events("a", 100));
        await IsToldAsync(new QuotaUse(Quota.Events, 100, nextMonth));

        // At once, so that nobody has looked in between.
        await PatchAsync("""{"quotas":{"eventsPerMonth":101}}""");
        var raised = await SequenceAsync();
        await Deliver(Events("b", 1));

        await Eventually.HoldsAsync(async () => (await PageAsync(raised)).Entries.LastOrDefault(entry => entry.Tenant == tenant)
            ?.UsedQuotas is [{ Percent: 100 }], "services are told again");
    }

    [Fact]
    public async Task Usage_of_another_month_uses_nothing_of_this_one()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");
        await Deliver(Events("a", 500) with { Time = BillingFixture.Now.AddMonths(-1) });
        await LooksAsync();

        Assert.Empty(await ToldAsync());
    }

    [Fact]
    public void The_turn_of_the_month_begins_anew()
    {
        var (used, limits) = (new QuotaUsed(Quota.Events, "2026-03", 100), new QuotaLimits(100, null, null));

        Assert.Equal(100, used.ToldPercent(limits, Month.Of(nextMonth.AddTicks(-1))));
        Assert.Equal(0, used.ToldPercent(limits, Month.Of(nextMonth)));
        Assert.Equal(100, new QuotaUsed(Quota.Storage, "2026-03", 9).ToldPercent(new(null, null, 9), Month.Of(nextMonth)));
    }

    [Fact]
    public async Task A_month_that_begins_with_as_much_as_the_last_ended_with_is_told_and_announced_all_the_same()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");
        await LooksAsync();
        await Get<QuotaStore>().NoteAsync([(tenant, new(Quota.Events, "2026-02", 100))], Ct);
        await Get<QuotaStore>().TellAsync(tenant, new Dictionary<Quota, int> { [Quota.Events] = 100 }, Ct);

        await Deliver(Events("a", 100));

        await IsToldAsync(new QuotaUse(Quota.Events, 100, nextMonth));
        await Eventually.HoldsAsync(() => Announced().Select(alert => alert.Percent).SequenceEqual([80, 100]), "both parts are announced");
    }

    [Fact]
    public async Task Another_tenants_quota_stays_as_it_is()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");
        var other = new QuotaTests(fixture);
        await other.EnterAsync("""{"quotas":{"eventsPerMonth":100}}""");

        await Deliver(Events("a", 100));
        await IsToldAsync(new QuotaUse(Quota.Events, 100, nextMonth));

        Assert.Empty(await other.ToldAsync());
        Assert.Equal(0, (await other.ReportAsync()).Quotas[0].Used);
        Assert.Empty(other.Announced());
    }

    [Fact]
    public async Task Storage_is_what_it_was_measured_last()
    {
        await EnterAsync("""{"quotas":{"storageBytes":1}}""");
        await Deliver(Events("a", 1));

        await Get<MeasureStorage>().HandleAsync(Ct);

        await IsToldAsync(new QuotaUse(Quota.Storage, 100));
        var first = await StorageAsync();
        await Get<MeasureStorage>().HandleAsync(Ct);
        Assert.InRange(first, 8192, 100 << 20);
        Assert.InRange(await StorageAsync(), first, first + (1 << 20));
    }

    [Fact]
    public async Task A_plan_has_limits_that_the_tenants_own_replace()
    {
        await EnterAsync("""{"plan":"trial"}""");
        Assert.Equal([100_000, 100_000, 1_000_000_000], (await ReportAsync()).Quotas.Select(line => line.Limit));

        await PatchAsync("""{"quotas":{"eventsPerMonth":5}}""");
        Assert.Equal([5, 100_000, 1_000_000_000], (await ReportAsync()).Quotas.Select(line => line.Limit));
    }

    [Fact]
    public async Task The_report_says_used_limit_percent_and_when_it_begins_anew()
    {
        await EnterAsync("""{"quotas":{"eventsPerMonth":200}}""");
        await Deliver(Events("a", 250), BillingFixture.Record("b", 7));

        var report = await ReportAsync();

        Assert.Equal("2026-03", report.Month);
        Assert.Equal(
            [(Quota.Events, 250L, 200L, 125L, nextMonth), (Quota.Scores, 7L, null, null, nextMonth)],
            report.Quotas.Take(2).Select(line => (line.Quota, line.Used, line.Limit, line.Percent, line.ResetsAt)));
        Assert.Equal((Quota.Storage, null), (report.Quotas[2].Quota, report.Quotas[2].ResetsAt));
    }

    [Fact]
    public async Task The_report_asks_for_sign_in_and_scope()
    {
        await EnterAsync("{}");
        using var anyone = fixture.Service.Client(role: null);
        Assert.Equal(HttpStatusCode.Unauthorized, await TenantsFixture.StatusAsync(anyone, "GET", "/tenant/usage"));
        using var service = fixture.Service.Client(Roles.Service, tenant.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, await TenantsFixture.StatusAsync(service, "GET", "/tenant/usage"));
    }

    private static UsageRecord Events(string id, long quantity) => BillingFixture.Record(id, quantity, UsageMeter.Events);

    private Task Deliver(params UsageRecord[] records) => fixture.DeliverAsync(tenant.ToString(), records);

    private async Task EnterAsync(string update)
    {
        await TenantsFixture.ActivateAsync(fixture.Service, TenantsFixture.Request(tenant.ToString()));
        await PatchAsync(update);
    }

    private async Task PatchAsync(string update)
    {
        using var client = fixture.Service.Client(Roles.Operator, TenantId.Operators.ToString());
        Assert.Equal(HttpStatusCode.OK, await TenantsFixture.StatusAsync(client, "PATCH", $"/tenants/{tenant}", update));
    }

    // What the directory says, as the services ask for it.
    private async Task<IReadOnlyList<QuotaUse>> ToldAsync() =>
        (await PageAsync(0)).Entries.Single(entry => entry.Tenant == tenant).UsedQuotas;

    private async Task<long> SequenceAsync() => (await PageAsync(0)).Sequence;

    private Task<DirectoryPage> PageAsync(long after) => Get<DirectoryStore>().AfterAsync(after, Ct);

    private Task IsToldAsync(params QuotaUse[] expected) => Eventually.HoldsAsync(
        () => Get<TenantDirectory>().Find(tenant)?.UsedQuotas.SequenceEqual(expected) is true, "services are told");

    // Another tenant's change that is told after ours was noted: by then ours was looked at.
    private async Task LooksAsync()
    {
        var probe = new QuotaTests(fixture);
        await probe.EnterAsync("""{"quotas":{"eventsPerMonth":1}}""");
        await probe.Deliver(Events("probe", 1));
        await probe.IsToldAsync(new QuotaUse(Quota.Events, 100, nextMonth));
    }

    private async Task<QuotaReport> ReportAsync()
    {
        using var client = fixture.Service.Client(tenant: tenant.ToString());
        return (await client.GetFromJsonAsync("/tenant/usage", ContractsJson.Default.QuotaReport, Ct))!;
    }

    private async Task<long> StorageAsync() => (await ReportAsync()).Quotas.Single(line => line.Quota is Quota.Storage).Used;

    private List<QuotaAlert> Announced() =>
    [
        .. fixture.Service.Host.Published(Topics.QuotaAlerts)
            .Select(message => JsonDocument.Parse(message.Data).RootElement)
            .Where(envelope => envelope.GetProperty("tenantid").GetString() == tenant.ToString())
            .Select(envelope => envelope.GetProperty("data").Deserialize(ContractsJson.Default.QuotaAlert)!),
    ];

    private T Get<T>() where T : notnull => fixture.Service.Services.GetRequiredService<T>();
}
