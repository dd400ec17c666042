using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Workflows.Billing;

/// <summary>What the close of months is made of.</summary>
internal static class BillingServices
{
    public static void AddBilling(this IServiceCollection services)
    {
        services.AddValidOptions<ClosingOptions>();
        services.AddSingleton<TenantBills>();
        services.AddSingleton<StripeApi>();
        services.AddSingleton<ClosingSchedule>().AddHostedService(p => p.GetRequiredService<ClosingSchedule>());
    }

    public static void RegisterBilling(this WorkflowRuntimeOptions workflows)
    {
        workflows.RegisterWorkflow<CloseMonths>();
        workflows.RegisterWorkflow<CloseMonth>();
        workflows.RegisterActivity<StartClosings>();
        workflows.RegisterActivity<MakeInvoice>();
        workflows.RegisterActivity<ExportInvoice>();
    }
}
