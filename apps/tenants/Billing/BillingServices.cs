using FluentValidation;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Tenants.Metering;

namespace Platform.Tenants.Billing;

/// <summary>What metering and bills are made of.</summary>
internal static class BillingServices
{
    public static void AddBilling(this IServiceCollection services)
    {
        services.AddValidOptions<BillingOptions>();
        services.AddSingleton(ReadBook);
        services.AddSingleton<UsageStore>();
        services.AddSingleton<AnnounceOnce>();
        services.AddSingleton<BudgetStore>();
        services.AddSingleton<InvoiceStore>();
        services.AddSingleton<TenantCosts>();
        services.AddSingleton<WatchBudget>();
        services.AddSingleton<MailBudgets>().AddHostedService(p => p.GetRequiredService<MailBudgets>());
        services.AddSingleton<CountUsage>();
        services.AddSingleton<CloseMonth>();
        services.AddSingleton<ReportCosts>();
        services.AddSingleton<IValidator<UsageRecord>, UsageRecordValidator>();
        services.AddSingleton<IValidator<BudgetSetting>, BudgetSettingValidator>();
        services.AddHostedService<ForgetUsageRecords>();
    }

    // Beside the sources when started there, so that editing it needs no build; else the copy beside the program.
    private static PriceBook ReadBook(IServiceProvider services)
    {
        var path = services.GetRequiredService<IOptions<BillingOptions>>().Value.PriceBook;
        var besideSources = Path.GetFullPath(path, services.GetRequiredService<IHostEnvironment>().ContentRootPath);
        return PriceBookFile.Read(File.Exists(besideSources) ? besideSources : Path.GetFullPath(path, AppContext.BaseDirectory));
    }
}
