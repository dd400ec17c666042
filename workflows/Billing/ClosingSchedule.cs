using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Dapr;

namespace Platform.Workflows.Billing;

/// <summary>The monthly job that closes the month before for everybody.</summary>
internal sealed partial class ClosingSchedule(
    DaprClient dapr, DaprWorkflowClient workflows, IOptions<ClosingOptions> options, TimeProvider time, ILogger<ClosingSchedule> logger)
    : BackgroundService
{
    /// <summary>The job's name.</summary>
    public const string Job = "close-months";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    // A month that nobody took, since the service was away, is delivered for a day.
    private static readonly JobFailurePolicy Patience = new(TimeSpan.FromMinutes(5), 288);

    /// <summary>Starts the close of the month before this one; asked for again, it starts nothing.</summary>
    public async Task HandleAsync(CancellationToken ct)
    {
        var month = MonthBefore(time.GetUtcNow());
        var instance = InstanceOf(month);
        // An instance that has ended could be started again, so it is looked at first; one that runs refuses by itself.
        if (await workflows.GetWorkflowStateAsync(instance, getInputsAndOutputs: false, ct) is not null) return;

        if (await workflows.StartAsync(nameof(CloseMonths), instance, new ClosingRound(month, 0), ct)) LogStarted(month);
        else LogRuns(month);
    }

    /// <summary>The workflow instance of a month.</summary>
    public static string InstanceOf(string month) => $"{Job}-{month}";

    /// <summary>The month before the one of a moment.</summary>
    public static string MonthBefore(DateTimeOffset now) =>
        now.UtcDateTime.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    // Written anew at each start, so that a changed schedule is in force; the sidecar may come up after the app.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RetryAfter, time);
        while (!await IsScheduledAsync(stoppingToken) && await timer.WaitForNextTickAsync(stoppingToken)) LogAgain();
    }

    private async Task<bool> IsScheduledAsync(CancellationToken ct)
    {
        var job = new DaprJob { Schedule = options.Value.Schedule, Overwrite = true, FailurePolicy = Patience };
        try
        {
            await dapr.ScheduleJobAsync(Job, job, ct);
            return true;
        }
        catch (DaprException e)
        {
            LogNotScheduled(e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The close of {Month} is started")]
    private partial void LogStarted(string month);

    [LoggerMessage(LogLevel.Information, "The close of {Month} runs already")]
    private partial void LogRuns(string month);

    [LoggerMessage(LogLevel.Debug, "The close of months is scheduled again")]
    private partial void LogAgain();

    [LoggerMessage(LogLevel.Warning, "The close of months is not scheduled yet: {Reason}")]
    private partial void LogNotScheduled(string reason);
}
