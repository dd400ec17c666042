using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Tenants.Billing;
using Platform.Tenants.Metering;

namespace Platform.Tenants;

/// <summary>What a tenant used and pays: the topic it is counted from, and the routes that show it.</summary>
internal static class BillingApi
{
    public static void MapBilling(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<BillingOptions>>().Value;
        // Read at start: a wrong price book stops the service here, not at the first bill.
        _ = app.Services.GetRequiredService<PriceBook>();
        app.MapBulkTopic<UsageRecord, CountUsage>(Topics.Usage, new(limits.BatchSize, TimeSpan.FromMilliseconds(limits.BatchWaitMs)));

        var bills = app.MapGroup("").RequireScope(Scopes.UsageRead).WithTags("Usage and bills");
        bills.MapGet("/usage", Usage).WithSummary("What the caller's tenant used");
        bills.MapGet("/costs", Costs).WithSummary("What this month costs, and what it comes to");
        bills.MapGet("/invoices", Invoices).WithSummary("Invoices, the latest month first");
        bills.MapGet("/invoices/preview", Preview).WithSummary("This month's invoice, were it over now");
        bills.MapGet("/invoices/{id}", Invoice).WithSummary("One invoice");
        bills.MapGet("/invoices/{id}/pdf", Print).WithSummary("One invoice as PDF");
        app.MapPut("/budget", SetBudget).RequireScope(Scopes.TenantWrite).Validate<BudgetSetting>().WithTags("Usage and bills")
            .WithSummary("Sets what a month may cost");
        app.MapSidecarOnly("/internal/bills").MapPost("/{tenant}/{month}/close", Close);
    }

    private static async Task<Results<Ok<UsageReport>, ValidationProblem>> Usage(
        TenantId tenant, HttpRequest request, UsageStore usage, TimeProvider time, CancellationToken ct)
    {
        var (query, errors) = UsageQuery.Read(request.Query, time.GetUtcNow());
        return errors.Count > 0 ? TypedResults.ValidationProblem(errors) : TypedResults.Ok(await usage.ListAsync(tenant, query, ct));
    }

    private static async Task<Ok<CostReport>> Costs(TenantId tenant, ReportCosts report, CancellationToken ct) =>
        TypedResults.Ok(await report.HandleAsync(tenant, ct));

    private static async Task<Ok<InvoiceList>> Invoices(TenantId tenant, InvoiceStore invoices, CancellationToken ct) =>
        TypedResults.Ok(await invoices.ListAsync(tenant, ct));

    private static async Task<Ok<Invoice>> Preview(TenantId tenant, CloseMonth close, TimeProvider time, CancellationToken ct) =>
        TypedResults.Ok(await close.PreviewAsync(tenant, Month.Of(time.GetUtcNow()), ct));

    private static async Task<Results<Ok<Invoice>, NotFound>> Invoice(
        TenantId tenant, string id, InvoiceStore invoices, CancellationToken ct) =>
        MonthOf(tenant, id) is { } month && await invoices.FindAsync(tenant, month, ct) is { } invoice
            ? TypedResults.Ok(invoice)
            : TypedResults.NotFound();

    private static async Task<Results<FileContentHttpResult, NotFound>> Print(
        TenantId tenant, string id, InvoiceStore invoices, CancellationToken ct) =>
        MonthOf(tenant, id) is { } month && await invoices.PrintAsync(tenant, month, ct) is { } pdf
            ? TypedResults.Bytes(pdf, "application/pdf")
            : TypedResults.NotFound();

    private static async Task<NoContent> SetBudget(TenantId tenant, BudgetSetting budget, BudgetStore budgets, CancellationToken ct)
    {
        await budgets.SetAsync(tenant, budget.Monthly, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Close(
        string tenant, string month, CloseMonth close, TenantCosts costs, TenantDirectory directory, CancellationToken ct)
    {
        if (!TenantId.TryCreate(tenant, out var whose) || !Month.TryParse(month, out var which)) return TypedResults.NotFound();
        // Opening the schema of a tenant that is gone would make it again.
        if (directory.StandingOf(whose) is Standing.Gone) return TypedResults.NotFound();
        // Whoever came later owes nothing for it.
        if (await costs.SinceAsync(whose, ct) >= which.End) return TypedResults.NotFound();
        return await close.HandleAsync(whose, which, ct) is { } invoice
            ? TypedResults.Ok(invoice)
            : Conflicts.Of("month-open", "The month is not over.");
    }

    // The id names tenant and month; one that names another tenant is nobody's here.
    private static Month? MonthOf(TenantId tenant, string id) =>
        Month.TryParse(id[(id.Length - Math.Min(id.Length, 7))..], out var month) && CloseMonth.IdOf(tenant, month) == id ? month : null;
}
