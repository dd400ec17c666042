using System.Globalization;

namespace Platform.Local.Components;

/// <summary>bindings.cron: an empty event whenever the schedule is due, on the host's clock.</summary>
internal sealed class CronBinding : IInputBinding
{
    // A machine that slept must not be flooded with everything it missed.
    private const int MostMissed = 100;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly CronSchedule schedule;
    private readonly TimeProvider time;

    public CronBinding(ComponentContext context)
    {
        time = context.Time;
        try
        {
            schedule = CronSchedule.Parse(context.Metadata.Required("schedule"));
        }
        catch (FormatException error)
        {
            throw ComponentMetadata.Wrong("schedule", error.Message);
        }
    }

    public IReadOnlyList<string> Capabilities => ["INPUT_BINDING"];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public async Task RunAsync(
        Func<ReadOnlyMemory<byte>, IReadOnlyDictionary<string, string>, CancellationToken, Task<bool>> deliver, CancellationToken ct)
    {
        var missed = 0;
        for (var next = schedule.Next(time.GetUtcNow()); next is { } due; next = schedule.Next(due))
        {
            missed = due < time.GetUtcNow() ? missed + 1 : 0;
            if (missed > MostMissed) due = time.GetUtcNow();
            await SleepUntilAsync(due, ct);
            await deliver(default, Headers(), ct);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task SleepUntilAsync(DateTimeOffset due, CancellationToken ct)
    {
        while (due - time.GetUtcNow() is { Ticks: > 0 } left)
            await Task.Delay(left < LongestSleep ? left : LongestSleep, time, ct);
    }

    private Dictionary<string, string> Headers() => new()
    {
        ["timeZone"] = schedule.Zone.Id,
        ["readTimeUTC"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + " +0000 UTC",
    };
}
