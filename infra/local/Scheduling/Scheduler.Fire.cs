using Microsoft.Extensions.Logging;

namespace Platform.Local.Scheduling;

/// <summary>What happens when something is due.</summary>
internal sealed partial class Scheduler
{
    private async Task FireAsync(ScheduleEntry entry)
    {
        await slots.WaitAsync();
        try
        {
            if (!TryBegin(entry, out var stop)) return;
            var outcome = entry.Schedule.IsOver(time.GetUtcNow()) ? Delivery.Ended : await DeliverAsync(entry, stop);
            await SettleAsync(entry, outcome, stop);
        }
        catch (Exception error)
        {
            // Nothing above may end a schedule by accident; it is held and goes out when the app comes anew.
            LogBroken(error, entry.Key.ToString());
            lock (gate) held.Add(entry);
        }
        finally
        {
            slots.Release();
        }
    }

    private bool TryBegin(ScheduleEntry entry, out CancellationToken ct)
    {
        lock (gate)
        {
            ct = opened?.Token ?? CancellationToken.None;
            if (!IsCurrent(entry)) return false;
            if (opened is null) return Hold(entry);
            if (entry.Attempt == 0) entry.Schedule = entry.Schedule.Fire(time.GetUtcNow());
            return true;
        }
    }

    // What could not be delivered is a new tick when the app is back, so its attempts begin anew.
    private bool Hold(ScheduleEntry entry)
    {
        entry.Attempt = 0;
        held.Add(entry);
        return false;
    }

    private async Task<Delivery> DeliverAsync(ScheduleEntry entry, CancellationToken ct)
    {
        try
        {
            return await deliver(entry.Key, entry.Schedule, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            return Delivery.Away;
        }
        catch (Exception error)
        {
            LogFailed(error, entry.Key.ToString(), entry.Attempt + 1);
            return Delivery.Failed;
        }
    }

    private Task SettleAsync(ScheduleEntry entry, Delivery outcome, CancellationToken ct)
    {
        lock (gate)
        {
            if (!IsCurrent(entry)) return Task.CompletedTask;
            if (outcome is Delivery.Away)
            {
                // It may have come back between the attempt and now.
                if (opened is null || opened.Token == ct) Hold(entry);
                else Arm(entry, entry.Schedule.Next);
                return Task.CompletedTask;
            }

            if (outcome is Delivery.Failed && entry.Schedule.Policy.MayRetry(entry.Attempt))
            {
                entry.Attempt++;
                Arm(entry, time.GetUtcNow() + entry.Schedule.Policy.Interval);
                return Task.CompletedTask;
            }

            if (outcome is Delivery.Failed or Delivery.Refused) LogGivenUp(entry.Key.ToString(), entry.Attempt + 1);
            var next = outcome is Delivery.Ended ? null : entry.Schedule.After();
            (entry.Schedule, entry.Attempt) = (next ?? entry.Schedule, 0);
            if (next is null) entries.Remove(entry.Key);
            return SaveAsync(entry, next, ct);
        }
    }

    // Nothing goes on before what happened is kept: with the store away, this app's deliveries wait for it.
    private async Task SaveAsync(ScheduleEntry entry, Schedule? next, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await SaveIfCurrentAsync(entry, next).WaitAsync(ct);
                break;
            }
            catch (Exception error)
            {
                LogNotKept(error, entry.Key.ToString());
            }

            if (!await PauseAsync(ct)) break;
        }

        if (next is not null) Replace(entry, entry);
    }

    // A schedule that was put in its place meanwhile has been written, and must not be overwritten.
    private Task SaveIfCurrentAsync(ScheduleEntry entry, Schedule? next)
    {
        lock (gate)
        {
            var mine = next is null ? !entries.ContainsKey(entry.Key) : IsCurrent(entry);
            return mine ? book.SaveAsync(entry.Key, next) : Task.CompletedTask;
        }
    }

    private async Task<bool> PauseAsync(CancellationToken ct)
    {
        var pause = Task.Delay(StorePause, time, ct);
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ct.IsCancellationRequested;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Jobs are kept in memory only and end with the host: {Problem}")]
    private partial void LogNotDurable(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored schedule {Key} cannot be read and is left alone")]
    private partial void LogUnreadable(Exception error, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivering {Schedule} broke off; it waits until its app comes anew")]
    private partial void LogBroken(Exception error, string schedule);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Schedule} was not delivered, attempt {Attempt}")]
    private partial void LogFailed(Exception error, string schedule, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A tick of {Schedule} was given up after {Attempts} attempts")]
    private partial void LogGivenUp(string schedule, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of {Schedule} could not be kept yet; it is tried again every second")]
    private partial void LogNotKept(Exception error, string schedule);
}

/// <summary>A schedule in memory.</summary>
internal sealed class ScheduleEntry(ScheduleKey key, Schedule schedule)
{
    public ScheduleKey Key => key;

    /// <summary>As it stands now; replaced under the scheduler's gate.</summary>
    public Schedule Schedule { get; set; } = schedule;

    /// <summary>How many attempts of the present tick have failed.</summary>
    public int Attempt { get; set; }

    /// <summary>The next firing; disposed when it shall not come.</summary>
    public IDisposable? Alarm { get; set; }
}

/// <summary>An app has as many schedules as it may have.</summary>
internal sealed class SchedulerFullException(string appId) : Exception($"app '{appId}' has {ScheduleBook.Most} jobs and reminders already");
