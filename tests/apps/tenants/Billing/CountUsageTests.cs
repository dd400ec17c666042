using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;
using Platform.Tenants.Billing;
using Platform.Tenants.Metering;

namespace Platform.Tenants.Tests.Billing;

public sealed class CountUsageTests(BillingFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly TenantId tenant = new(fixture.NewTenant());

    [Fact]
    public async Task Usage_is_summed_by_hour_and_meter()
    {
        var last = BillingFixture.Now.AddMinutes(59);
        await Deliver(
            BillingFixture.Record("a", 5), BillingFixture.Record("b", 7, at: last),
            BillingFixture.Record("c", 2, UsageMeter.Events), BillingFixture.Record("d", 1, at: BillingFixture.Now.AddHours(1)));

        var query = new UsageQuery(BillingFixture.Now, BillingFixture.Now.AddDays(1), UsageStep.Hour);
        var report = await Get<UsageStore>().ListAsync(tenant, query, None);

        Assert.Equal(
            [
                new(BillingFixture.Now, UsageMeter.Events, 2), new(BillingFixture.Now, UsageMeter.Scores, 12),
                new(BillingFixture.Now.AddHours(1), UsageMeter.Scores, 1),
            ],
            report.Points);
    }

    [Fact]
    public async Task Same_batch_delivered_twice_counts_once()
    {
        var batch = new[] { BillingFixture.Record("a", 5), BillingFixture.Record("b", 7), BillingFixture.Record("a", 5) };
        await Deliver(batch);
        await Deliver(batch);
        await Deliver(BillingFixture.Record("b", 7), BillingFixture.Record("c", 1));

        Assert.Equal(13, await Scores());
    }

    [Fact]
    public async Task Delivery_that_fails_between_its_two_tables_counts_nothing_and_then_once()
    {
        await Deliver(BillingFixture.Record("first", 1));
        await AsOwner("""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
                $do$ BEGIN PERFORM nextval('attempts'); RAISE 'the database dies here'; END $do$;
            CREATE TRIGGER fail BEFORE INSERT ON usage_hours FOR EACH ROW EXECUTE FUNCTION fail();
            """);

        await fixture.PublishAsync(tenant.ToString(), BillingFixture.Record("a", 5), BillingFixture.Record("b", 7));
        await Eventually.HoldsAsync(async () => await AsOwner("SELECT is_called AND last_value > 1 FROM attempts") is true);
        Assert.Equal(1, await Scores());

        await AsOwner("DROP TRIGGER fail ON usage_hours");
        await Eventually.HoldsAsync(async () => await Scores() == 13);
    }

    [Fact]
    public async Task Deliveries_at_once_with_the_same_records_count_each_once()
    {
        var batches = Enumerable.Range(0, 24)
            .Select(i => Enumerable.Range(i, 40).Select(id => BillingFixture.Record($"r-{id}", 1)).OrderBy(each => (each.Id[^1] + i) % 7));

        await Task.WhenAll(batches.Select(batch => Deliver([.. batch])));

        Assert.Equal(63, await Scores());
    }

    [Fact]
    public async Task Record_out_of_range_is_dropped_and_the_others_are_counted()
    {
        await fixture.PublishAsync(
            tenant.ToString(), BillingFixture.Record("a", 5), BillingFixture.Record("b", -7), BillingFixture.Record("c", 1));

        await Eventually.HoldsAsync(async () => await Scores() == 6);
    }

    [Fact]
    public async Task Old_record_is_forgotten_and_what_it_counted_stays()
    {
        await Deliver(BillingFixture.Record("a", 5), BillingFixture.Record("b", 7));
        await AsOwner("UPDATE usage_seen SET seen_at = seen_at - interval '15 days' WHERE id = 'a'");

        await ActivatorUtilities.CreateInstance<ForgetUsageRecords>(fixture.Service.Services).ForgetAsync(tenant, None);

        Assert.Equal("b", await AsOwner("SELECT string_agg(id, ',') FROM usage_seen"));
        Assert.Equal(12, await Scores());
    }

    [Fact]
    public async Task Another_tenants_usage_is_not_seen()
    {
        await Deliver(BillingFixture.Record("a", 5));
        var other = new TenantId(fixture.NewTenant());

        Assert.Empty(await Get<UsageStore>().OfMonthAsync(other, Month.Of(BillingFixture.Now), None));
        await Get<CountUsage>().HandleAsync([new(other, "a", BillingFixture.Record("a", 9))], None);
        Assert.Equal(5, await Scores());
    }

    private Task Deliver(params UsageRecord[] records) => fixture.DeliverAsync(tenant.ToString(), records);

    private async Task<long> Scores() =>
        (await Get<UsageStore>().OfMonthAsync(tenant, Month.Of(BillingFixture.Now), None)).GetValueOrDefault(UsageMeter.Scores);

    // In the tenant's schema, with the rights of the tables' owner.
    private async Task<object?> AsOwner(string sql)
    {
        await using var connection = await Get<TenantDatabase>().OpenAsync(tenant, None);
        await using (var reset = connection.Command("RESET ROLE")) await reset.ExecuteNonQueryAsync(None);
        await using var command = new NpgsqlCommand(sql, connection.Connection, connection.Transaction);
        var result = await command.ExecuteScalarAsync(None);
        await connection.CommitAsync(None);
        return result;
    }

    private T Get<T>() where T : notnull => fixture.Service.Services.GetRequiredService<T>();
}
