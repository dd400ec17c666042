using Platform.Local.Components;

namespace Platform.Local.Scheduling;

/// <summary>What happens when a delivery fails.</summary>
/// <param name="Drops">The tick is given up at once.</param>
/// <param name="Interval">The pause before another attempt.</param>
/// <param name="MaxRetries">How many more attempts; null for ever.</param>
internal sealed record FailurePolicy(bool Drops, TimeSpan Interval, int? MaxRetries)
{
    public static FailurePolicy Default { get; } = new(false, TimeSpan.FromSeconds(1), 3);

    public static FailurePolicy Drop { get; } = new(true, TimeSpan.Zero, 0);

    public bool MayRetry(int attempt) => !Drops && (MaxRetries is not { } most || attempt < most);
}

/// <summary>Something that is due once or again and again, and how far it has come. All decisions about time are here, and pure.</summary>
internal sealed record Schedule
{
    /// <summary>The schedule as it was given; null for what happens once.</summary>
    public string? Cron { get; init; }

    /// <summary>How often in all; 0 for no limit.</summary>
    public int Repeats { get; init; }

    /// <summary>As it was given.</summary>
    public string? DueTime { get; init; }

    /// <summary>As it was given.</summary>
    public string? Ttl { get; init; }

    /// <summary>JSON for the receiver; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public FailurePolicy Policy { get; init; } = FailurePolicy.Default;

    /// <summary>The tick that comes next.</summary>
    public DateTimeOffset Next { get; init; }

    /// <summary>No tick after this.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How many ticks are over.</summary>
    public int Fired { get; init; }

    /// <summary>The first tick and the end, from the texts: at the due time if there is one, else at the first tick after now.</summary>
    /// <exception cref="FormatException">A field is wrong; the message names it.</exception>
    public Schedule Begin(DateTimeOffset now)
    {
        var due = Moment("dueTime", DueTime, now);
        var cron = Parsed();
        var first = due ?? cron?.Next(now) ?? throw new FormatException(
            Cron is null ? "'schedule' or 'dueTime' is needed" : $"'schedule' {Cron} never comes");
        var expires = Moment("ttl", Ttl, due ?? now);
        if (expires <= (due ?? now)) throw new FormatException($"'ttl' {Ttl} is over before the first tick");
        return this with { Next = first, Expires = expires, Fired = 0 };
    }

    /// <summary>The tick that is delivered now: the latest that has come, so that what was missed is made up for once only.</summary>
    public Schedule Fire(DateTimeOffset now) => Parsed() is { } cron ? this with { Next = cron.Latest(Next, now) } : this;

    public bool IsOver(DateTimeOffset now) => Expires < now;

    /// <summary>After a tick was delivered or given up; null when that was the last.</summary>
    public Schedule? After()
    {
        if (Repeats > 0 && Fired + 1 >= Repeats) return null;
        return Parsed()?.Next(Next) is { } next && !(next > Expires) ? this with { Next = next, Fired = Fired + 1 } : null;
    }

    private CronSchedule? Parsed() => Cron is null ? null : CronSchedule.ParseJob(Cron);

    private static DateTimeOffset? Moment(string field, string? text, DateTimeOffset from)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return TimeText.TryMoment(text, from, out var moment)
            ? moment
            : throw new FormatException($"'{field}' must be {TimeText.Moments}, not '{text}'");
    }
}
