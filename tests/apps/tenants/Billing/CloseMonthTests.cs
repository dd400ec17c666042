using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;
using UglyToad.PdfPig;

namespace Platform.Tenants.Tests.Billing;

public sealed class CloseMonthTests(BillingFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset february = new(2026, 2, 20, 9, 0, 0, TimeSpan.Zero);
    private readonly TenantId tenant = new(fixture.NewTenant());

    [Fact]
    public async Task Month_is_closed_with_what_was_used_in_it()
    {
        await Deliver(BillingFixture.Record("a", 1_600_000, at: february), BillingFixture.Record("b", 77));

        var invoice = await Close("2026-02");

        Assert.Equal(($"invoice-{tenant}-2026-02", "standard", BillingFixture.Now), (invoice.Id, invoice.Plan, invoice.ClosedAt));
        Assert.Equal(49m + 400m + 100m, invoice.Cost.Total);
        Assert.Equal(JsonSerializer.Serialize(invoice), JsonSerializer.Serialize(await Get<Invoice>($"/invoices/{invoice.Id}")));
        Assert.Equal([invoice.Id], (await Get<InvoiceList>("/invoices")).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Month_closed_twice_has_one_invoice_that_stays_as_it_was()
    {
        var first = await Close("2026-02");
        await Deliver(BillingFixture.Record("late", 5_000_000, at: february));

        var again = await Close("2026-02");

        Assert.Equal(first.Cost.Total, again.Cost.Total);
        Assert.Single((await Get<InvoiceList>("/invoices")).Items);
    }

    [Fact]
    public async Task Late_usage_is_on_the_next_invoice()
    {
        await Close("2026-02");
        await Deliver(BillingFixture.Record("late", 42, at: february));

        var preview = await Get<Invoice>("/invoices/preview");

        Assert.Equal(("2026-03", 42), (preview.Month, preview.Cost.Lines.Single(line => line.Meter is UsageMeter.Scores).Quantity));
        Assert.Null(preview.ClosedAt);
    }

    [Fact]
    public async Task Usage_counted_while_a_month_is_closed_is_on_exactly_one_invoice()
    {
        var counting = Enumerable.Range(0, 60).Select(i => Deliver(BillingFixture.Record($"r-{i}", 1, at: february)));
        var closing = Enumerable.Range(0, 4).Select(_ => Close("2026-02"));
        var invoices = await Task.WhenAll([.. closing]).WaitAsync(None);
        await Task.WhenAll(counting);

        var next = (await Get<Invoice>("/invoices/preview")).Cost.Lines;

        Assert.Single(invoices.Select(invoice => JsonSerializer.Serialize(invoice)).Distinct());
        Assert.Equal(60, Scores(invoices[0].Cost.Lines) + Scores(next));

        static long Scores(IEnumerable<CostLine> lines) => lines.Single(line => line.Meter is UsageMeter.Scores).Quantity;
    }

    [Fact]
    public async Task Month_that_is_not_over_stays_open()
    {
        using var response = await PostClose("2026-03");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("month-open", await response.Content.ReadAsStringAsync(None), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE invoices SET body = '{}'")]
    [InlineData("DELETE FROM invoices")]
    [InlineData("TRUNCATE invoices")]
    public async Task Invoice_cannot_be_changed_by_the_tenants_role(string sql)
    {
        await Close("2026-02");
        await using var connection = await fixture.Service.Services.GetRequiredService<TenantDatabase>().OpenAsync(tenant, None);
        await using var command = connection.Command(sql);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(None));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Invoice_is_printed_with_its_amounts()
    {
        await Deliver(BillingFixture.Record("a", 1_600_000, at: february));
        var invoice = await Close("2026-02");
        using var client = fixture.Service.Client(tenant: tenant.ToString());
        using var response = await client.GetAsync($"/invoices/{invoice.Id}/pdf", None);

        Assert.Equal("application/pdf", response.Content.Headers.ContentType?.MediaType);
        using var document = PdfDocument.Open(await response.Content.ReadAsByteArrayAsync(None));
        var words = document.GetPage(1).GetWords().Select(word => word.Text).ToList();
        Assert.Contains(invoice.Id, words);
        Assert.Contains("1600000", words);
        Assert.Contains("549.00", words);
    }

    [Fact]
    public async Task Another_tenants_invoice_is_not_found()
    {
        var invoice = await Close("2026-02");
        using var other = fixture.Service.Client(tenant: fixture.NewTenant());

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/invoices/{invoice.Id}", None)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/invoices/{invoice.Id}/pdf", None)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/invoices/none", None)).StatusCode);
        Assert.Empty((await other.GetFromJsonAsync<InvoiceList>("/invoices", None))!.Items);
    }

    [Fact]
    public async Task Tenant_that_came_later_has_no_invoice_of_the_month_before()
    {
        using var sidecar = fixture.Service.Sidecar();
        var request = new NewTenant { Id = tenant.ToString(), Name = "Late", Contact = "late@example.com" };
        using var entered = await sidecar.PostAsJsonAsync("/internal/tenants?by=tester", request, ContractsJson.Default.NewTenant, None);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);

        using var response = await PostClose("2026-02");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Only_the_sidecar_closes_a_month()
    {
        using var client = fixture.Service.Client(tenant: tenant.ToString());
        using var response = await client.PostAsync($"/internal/bills/{tenant}/2026-02/close", null, None);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<Invoice> Close(string month)
    {
        using var response = await PostClose(month);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<Invoice>(ContractsJson.Default.Options, None))!;
    }

    private async Task<HttpResponseMessage> PostClose(string month)
    {
        using var sidecar = fixture.Service.Sidecar();
        return await sidecar.PostAsync($"/internal/bills/{tenant}/{month}/close", null, None);
    }

    private Task Deliver(params UsageRecord[] records) => fixture.DeliverAsync(tenant.ToString(), records);

    private async Task<T> Get<T>(string path)
    {
        using var client = fixture.Service.Client(tenant: tenant.ToString());
        return (await client.GetFromJsonAsync<T>(path, ContractsJson.Default.Options, None))!;
    }
}
