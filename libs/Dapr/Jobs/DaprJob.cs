namespace Platform.Dapr;

/// <summary>When a job runs and what it carries. At least one of <see cref="Schedule"/> and <see cref="DueTime"/> is needed.</summary>
public sealed record DaprJob
{
    /// <summary>
    /// Six fields, seconds first (<c>0 30 3 * * *</c> is 03:30 every day), or <c>@every 1h30m</c>, <c>@daily</c>, …; a prefix
    /// <c>TZ=UTC </c> names the zone, else it is the scheduler's. Null for a job that runs once, at <see cref="DueTime"/>.
    /// </summary>
    public string? Schedule { get; init; }

    /// <summary>The first run: an instant (RFC 3339) or a duration from now (<c>10s</c>); null for the schedule's next tick.</summary>
    public string? DueTime { get; init; }

    /// <summary>The most runs, at least 1; null for no limit.</summary>
    public int? Repeats { get; init; }

    /// <summary>When the job is forgotten: an instant or a duration; null for never.</summary>
    public string? TimeToLive { get; init; }

    /// <summary>What the app gets with each run, as UTF-8 JSON; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether a job of the same name is replaced; else scheduling it again fails.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What happens when the app fails to take a run; null for the scheduler's own: three retries, a second apart.</summary>
    public JobFailurePolicy? FailurePolicy { get; init; }
}

/// <summary>How often a run that failed is delivered again; afterwards it is skipped and the schedule goes on.</summary>
/// <param name="Interval">Between two attempts; zero together with no retries means that a failed run is dropped.</param>
/// <param name="MaxRetries">At least 0; null for no limit.</param>
public sealed record JobFailurePolicy(TimeSpan Interval, int? MaxRetries)
{
    /// <summary>A failed run is dropped.</summary>
    public static JobFailurePolicy Drop { get; } = new(TimeSpan.Zero, 0);
}

/// <summary>A job as the scheduler knows it.</summary>
/// <param name="Name">Its name within the app.</param>
/// <param name="Schedule">Its schedule; empty for one that runs once.</param>
/// <param name="DueTime">Its first run; empty when it follows from the schedule.</param>
/// <param name="Repeats">The most runs; null for no limit.</param>
public sealed record DaprJobDetails(string Name, string Schedule, string DueTime, int? Repeats);
