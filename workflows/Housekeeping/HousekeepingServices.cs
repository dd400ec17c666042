using Platform.Dapr;
using Platform.Workflows.Billing;

namespace Platform.Workflows.Housekeeping;

/// <summary>What the daily work is made of, and where its jobs arrive.</summary>
internal static class HousekeepingServices
{
    public static void AddHousekeeping(this IServiceCollection services) => services.AddSingleton<DailySchedule>();

    public static void MapDailySchedule(this IEndpointRouteBuilder app) => app.MapDaprScheduledJobHandler(
        (services, job, _, ct) => job is ClosingSchedule.Job
            ? services.GetRequiredService<ClosingSchedule>().HandleAsync(ct)
            : services.GetRequiredService<DailySchedule>().HandleAsync(job, ct));
}
