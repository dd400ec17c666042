using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Tenants.Billing;

/// <summary>Announces once a month each that 80 % and 100 % of a tenant's budget are spent.</summary>
internal sealed partial class WatchBudget(
    BudgetStore budgets, AnnounceOnce announce, MailBudgets mails, TimeProvider time, ILogger<WatchBudget> logger)
{
    private static readonly int[] parts = [80, 100];

    /// <summary>Looks at what a month costs so far.</summary>
    public async Task CheckAsync(TenantId tenant, Month month, Plan plan, CostStatement cost, CancellationToken ct)
    {
        if (await budgets.FindAsync(tenant, ct) is not { } budget || Reached(cost.Total, budget) is not { Count: > 0 } reached) return;
        foreach (var percent in reached)
        {
            var alert = new BudgetAlert
            {
                Month = month.ToString(), Percent = percent, Spent = cost.Total, Budget = budget, Currency = plan.Currency,
                At = time.GetUtcNow(),
            };
            await AnnounceAsync(tenant, alert, ct);
        }

        mails.LookAt(tenant);
    }

    /// <summary>The parts of a budget that are spent, in percent.</summary>
    public static IReadOnlyList<int> Reached(decimal spent, decimal budget) => [.. parts.Where(percent => spent * 100 >= budget * percent)];

    private async Task AnnounceAsync(TenantId tenant, BudgetAlert alert, CancellationToken ct)
    {
        var body = BulkBody.Encode([Envelope(tenant, alert)], ContractsJson.Default.BudgetAlert);
        if (await announce.HandleAsync(tenant, BudgetStore.Note(alert), (Topics.BudgetAlerts, body), ct))
            LogReached(tenant, alert.Percent, alert.Month);
    }

    private static CloudEvent<BudgetAlert> Envelope(TenantId tenant, BudgetAlert alert) =>
        new($"budget-{tenant}-{alert.Month}-{alert.Percent}", "tenants", "platform.budget-alert", alert.At, alert)
        {
            TenantId = tenant.ToString(),
            PartitionKey = tenant.ToString(),
        };

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Percent} % of the budget of {Month} are spent")]
    private partial void LogReached(TenantId tenant, int percent, string month);
}
