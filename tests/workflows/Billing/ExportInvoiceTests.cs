using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr;
using Platform.Workflows.Billing;

namespace Platform.Workflows.Tests;

/// <summary>Closed months in Stripe.</summary>
public sealed class ExportInvoiceTests : IAsyncLifetime
{
    private StubBills bills = null!;
    private StubStripe stripe = null!;
    private Service<WorkflowsOptions> service = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (bills, stripe) = (await StubBills.StartAsync(), await StubStripe.StartAsync());
        service = await Service<WorkflowsOptions>.StartAsync(
            new("workflows")
            {
                OtherApps = new() { ["tenants"] = bills.Port },
                Settings = new() { ["Closing:StripeEndpoint"] = "stripe" },
                Components = [ActorStores.InMemoryForAll, $$"""
                    apiVersion: dapr.io/v1alpha1
                    kind: HTTPEndpoint
                    metadata: {name: stripe}
                    spec:
                      baseUrl: http://127.0.0.1:{{stripe.Port}}
                      headers: [{name: Authorization, value: Bearer sk_test}]
                    """],
            },
            Ct);
        await Eventually.HoldsAsync(() => service.Host.IsUp("tenants"));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await bills.DisposeAsync();
        await stripe.DisposeAsync();
    }

    [Fact]
    public async Task Closed_month_is_in_stripe_as_meter_events_and_a_draft_invoice_with_its_lines()
    {
        await CloseAsync("alpha");

        Assert.Equal(["billing/meter_events", "billing/meter_events", "invoices", "invoiceitems", "invoiceitems"], Paths());
        var (events, invoice, items) = (Forms("billing/meter_events"), Forms("invoices").Single(), Forms("invoiceitems"));
        Assert.Equal([("events", "1500"), ("scores", "20")], events.Select(form => (form["event_name"], form["payload[value]"])));
        Assert.All(events, form => Assert.Equal(("cus_alpha", "1772323199"), (form["payload[stripe_customer_id]"], form["timestamp"])));
        Assert.Equal(("cus_alpha", "eur", "false"), (invoice["customer"], invoice["currency"], invoice["auto_advance"]));
        Assert.Equal([("4900", "2026-02: fee"), ("125", "2026-02: events")], items.Select(form => (form["amount"], form["description"])));
        Assert.All(items, form => Assert.Equal("in_invoice-alpha-2026-02", form["invoice"]));
        Assert.All(stripe.Authorizations, header => Assert.Equal("Bearer sk_test", header));
    }

    [Fact]
    public async Task Whatever_stripe_fails_at_one_of_each_remains()
    {
        stripe.Mood = call => call switch { 1 => 429, 3 => -500, 6 => 500, 10 => -500, _ => 200 };

        await CloseAsync("alpha");

        Assert.Equal([429, 500, 500, 500], stripe.Failures);
        Assert.Equal(["billing/meter_events", "billing/meter_events", "invoices", "invoiceitems", "invoiceitems"], Paths());
    }

    [Fact]
    public async Task Tenant_that_is_no_customer_there_is_not_exported()
    {
        await CloseAsync("beta");

        Assert.Empty(stripe.Authorizations);
    }

    [Theory]
    [InlineData(12.345, "EUR", 1234)]
    [InlineData(12.355, "EUR", 1236)]
    [InlineData(700, "JPY", 700)]
    [InlineData(1.2345, "KWD", 1234)]
    public void Amounts_are_in_the_smallest_unit_of_their_currency(double amount, string currency, long minor) =>
        Assert.Equal(minor, StripeForms.Minor((decimal)amount, currency));

    private async Task CloseAsync(string tenant)
    {
        var workflows = service.Services.GetRequiredService<DaprWorkflowClient>();
        await workflows.ScheduleNewWorkflowAsync(nameof(CloseMonth), tenant, new ClosingTask(tenant, "2026-02"), ct: Ct);
        var ended = await workflows.WaitForWorkflowCompletionAsync(tenant, ct: Ct);
        Assert.Equal(WorkflowRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal($"invoice-{tenant}-2026-02", ended.ReadOutputAs<string>());
    }

    private IEnumerable<string> Paths() => stripe.Made.Select(made => made.Path);

    private List<IReadOnlyDictionary<string, string>> Forms(string path) =>
        [.. stripe.Made.Where(made => made.Path == path).Select(made => made.Form)];
}
