using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Tenants.Billing;

/// <summary>
/// Writes to a tenant's contact that a part of its budget is spent, through a Dapr output binding. Counting never waits for it. Each part
/// of a month is mailed once; only a crash between the mail server's yes and our note of it sends that mail again.
/// </summary>
internal sealed partial class MailBudgets(
    BudgetStore budgets, RegistryStore registry, DaprClient dapr, IOptions<BillingOptions> options, TimeProvider time,
    ILogger<MailBudgets> logger) : BackgroundService
{
    private static readonly TimeSpan every = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<TenantId, bool> due = new();

    /// <summary>Has a tenant looked at that reached a part of its budget; what is mailed already stays mailed.</summary>
    public void LookAt(TenantId tenant)
    {
        if (options.Value.MailBinding.Length > 0) due[tenant] = true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var tenant in due.Keys.Where(tenant => due.TryRemove(tenant, out _)))
            {
                if (!await TryAsync(tenant, stoppingToken)) due[tenant] = true;
            }
        }
    }

    private async Task<bool> TryAsync(TenantId tenant, CancellationToken ct)
    {
        try
        {
            // Whoever is not registered has nobody to write to.
            if (await registry.FindAsync(tenant, ct) is not { Contact: { Length: > 0 } contact, Status: TenantStatus.Active }) return true;

            var month = Month.Of(time.GetUtcNow());
            await budgets.MailAsync(tenant, month, percent => SendAsync(contact, month, percent, ct), ct);
            return true;
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            LogLater(tenant, e.Message);
            return false;
        }
    }

    // Nothing that the tenant wrote is in the text, so there is nothing to escape.
    private Task SendAsync(string contact, Month month, int percent, CancellationToken ct)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{percent} % of the budget of {month} are spent");
        var text = $"<p>{what}.</p><p>What the month costs so far and what it comes to: GET /api/v1/costs.</p>";
        var metadata = new Dictionary<string, string> { ["emailTo"] = contact, ["subject"] = what };
        return dapr.InvokeBindingAsync(options.Value.MailBinding, "create", text, metadata, ct);
    }

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}: a mail about the budget is sent later: {Reason}")]
    private partial void LogLater(TenantId tenant, string reason);
}
