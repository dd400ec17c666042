using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Housekeeping;

/// <summary>A tenant's recurring work: a job per tenant that starts a workflow with the date in its id.</summary>
internal sealed partial class DailySchedule(
    DaprClient dapr, DaprWorkflowClient workflows, IOptions<WorkflowsOptions> options, TimeProvider time, ILogger<DailySchedule> logger)
{
    private const string Prefix = "daily-";

    // A day that nobody took (the service was away) is delivered for about an hour; the next day does the same work anyway.
    private static readonly JobFailurePolicy Patience = new(TimeSpan.FromMinutes(1), 60);

    /// <summary>Schedules the tenant's work; written anew each time, so that a changed schedule is in force with the next import.</summary>
    public async Task EnsureAsync(TenantId tenant, CancellationToken ct)
    {
        var job = new DaprJob { Schedule = options.Value.DailySchedule, Overwrite = true, FailurePolicy = Patience };
        try
        {
            await dapr.ScheduleJobAsync($"{Prefix}{tenant}", job, ct);
        }
        catch (DaprException e)
        {
            // Tidying up can wait for the next import; this one need not fail for it.
            LogNotScheduled(e, tenant);
        }
    }

    /// <summary>Ends the tenant's daily work.</summary>
    public Task CancelAsync(TenantId tenant, CancellationToken ct) => dapr.DeleteJobAsync($"{Prefix}{tenant}", ct);

    /// <summary>Starts the day's work of the tenant that a job names; a job of another form is passed over.</summary>
    public async Task HandleAsync(string job, CancellationToken ct)
    {
        if (!job.StartsWith(Prefix, StringComparison.Ordinal) || !TenantId.TryCreate(job.AsSpan(Prefix.Length), out var tenant))
        {
            LogUnknown(job);
            return;
        }

        var date = DateOf(time.GetUtcNow());
        var started = await StartAsync(InstanceOf(tenant, date), new(tenant.ToString(), date), ct);
        LogStarted(tenant, date, started);
    }

    /// <summary>Forgets the instance of a day long ago.</summary>
    public Task ForgetAsync(TenantId tenant, DateTimeOffset day, CancellationToken ct) =>
        workflows.PurgeInstanceAsync(InstanceOf(tenant, DateOf(day)), ct);

    /// <summary>The workflow instance of a tenant's day.</summary>
    public static string InstanceOf(TenantId tenant, string date) => $"{Prefix}{tenant}-{date}";

    private async Task<bool> StartAsync(string instance, DailyInput input, CancellationToken ct)
    {
        // An instance that has ended could be started again, so it is looked at first; one that runs refuses by itself.
        return await workflows.GetWorkflowStateAsync(instance, getInputsAndOutputs: false, ct) is null
            && await workflows.StartAsync(nameof(DailyHousekeeping), instance, input, ct);
    }

    private static string DateOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: work of {Date}, started now: {Started}")]
    private partial void LogStarted(TenantId tenant, string date, bool started);

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}: the daily work is not scheduled; the next import tries again")]
    private partial void LogNotScheduled(Exception e, TenantId tenant);

    [LoggerMessage(LogLevel.Warning, "A job called {Job} is none of ours")]
    private partial void LogUnknown(string job);
}
