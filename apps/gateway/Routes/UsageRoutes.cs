using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>What a tenant used, what it costs, and its invoices.</summary>
internal static class UsageRoutes
{
    private static readonly RouteParameter Invoice = new("id", "path", "The invoice's id", "invoice-demo-2026-01");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("GET", "/usage", "tenants", Scopes.UsageRead)
        {
            Summary = "What the tenant used",
            Description = "Units by time and meter; a step without usage is left out.",
            Response = typeof(UsageReport),
            Parameters =
            [
                new("from", "query", "Hours that begin at this time or later; the start of the month when absent.", "2026-01-01T00:00:00Z"),
                new("to", "query", "Hours before this time; now when absent. At most 400 days later, by hour 31.", "2026-02-01T00:00:00Z"),
                new("step", "query", "hour or day; day when absent.", "day"),
            ],
        },
        new("GET", "/costs", "tenants", Scopes.UsageRead)
        {
            Summary = "What this month costs",
            Description = "So far, and for the whole month if it goes on as the mean of its days so far.",
            Response = typeof(CostReport),
        },
        new("PUT", "/budget", "tenants", Scopes.TenantWrite)
        {
            Summary = "Set what a month may cost",
            Description = "At 80 % and 100 % of it the topic budget-alerts says so, once a month each, and where the operator has set "
                + "up mail the tenant's contact is written to. Nothing is cut off.",
            Body = BodyKind.Json,
            Request = typeof(BudgetSetting),
            Response = typeof(void),
            Success = StatusCodes.Status204NoContent,
        },
        new("GET", "/invoices", "tenants", Scopes.UsageRead)
        {
            Summary = "Invoices, the latest month first",
            Response = typeof(InvoiceList),
        },
        new("GET", "/invoices/preview", "tenants", Scopes.UsageRead)
        {
            Summary = "This month's invoice, were it over now",
            Response = typeof(Invoice),
        },
        new("GET", "/invoices/{id}", "tenants", Scopes.UsageRead)
        {
            Summary = "One invoice",
            Description = "It never changes. Usage that comes after its month was closed is on the next one.",
            Response = typeof(Invoice),
            Parameters = [Invoice],
        },
        new("GET", "/invoices/{id}/pdf", "tenants", Scopes.UsageRead)
        {
            Summary = "One invoice as PDF",
            Description = "The page as it was printed when the month was closed; application/pdf.",
            Response = typeof(void),
            Parameters = [Invoice],
        },
    ];
}
