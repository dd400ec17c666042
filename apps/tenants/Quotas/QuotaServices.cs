using Platform.Hosting;

namespace Platform.Tenants.Quotas;

/// <summary>What quotas are made of.</summary>
internal static class QuotaServices
{
    public static void AddQuotas(this IServiceCollection services)
    {
        services.AddValidOptions<QuotasOptions>();
        services.AddSingleton<QuotaStore>();
        services.AddSingleton<AnnounceQuotas>();
        services.AddSingleton<ReportQuotas>();
        services.AddSingleton<WatchQuotas>().AddHostedService(p => p.GetRequiredService<WatchQuotas>());
        services.AddSingleton<MeasureStorage>().AddHostedService(p => p.GetRequiredService<MeasureStorage>());
    }
}
