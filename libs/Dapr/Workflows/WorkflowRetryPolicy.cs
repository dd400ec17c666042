namespace Platform.Dapr;

/// <summary>When a step that failed is tried again. The waits are durable timers: a crash does not shorten them.</summary>
public sealed class WorkflowRetryPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="maxNumberOfAttempts">All attempts, the first one included; at least 1.</param>
    /// <param name="firstRetryInterval">Before the second attempt; more than zero.</param>
    /// <param name="backoffCoefficient">Each further interval is this many times the one before; at least 1.</param>
    /// <param name="maxRetryInterval">The longest interval, at least the first one; null for no limit.</param>
    /// <param name="retryTimeout">No retry begins later than this after the first attempt; null for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public WorkflowRetryPolicy(
        int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1.0, TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!double.IsFinite(backoffCoefficient) || backoffCoefficient < 1)
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "It must be a number, at least 1.");
        if (maxRetryInterval is { } longest)
            ArgumentOutOfRangeException.ThrowIfLessThan(longest, firstRetryInterval, nameof(maxRetryInterval));
        if (retryTimeout is { } timeout)
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, firstRetryInterval, nameof(retryTimeout));

        (MaxNumberOfAttempts, FirstRetryInterval, BackoffCoefficient) = (maxNumberOfAttempts, firstRetryInterval, backoffCoefficient);
        (MaxRetryInterval, RetryTimeout) = (maxRetryInterval, retryTimeout);
    }

    /// <summary>All attempts, the first one included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>Before the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>Each further interval is this many times the one before.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest interval; null for no limit.</summary>
    public TimeSpan? MaxRetryInterval { get; }

    /// <summary>No retry begins later than this after the first attempt; null for no limit.</summary>
    public TimeSpan? RetryTimeout { get; }

    /// <summary>How long to wait after an attempt that failed.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    /// <param name="elapsed">Since the first attempt began.</param>
    /// <returns>The wait; null when there is no further attempt.</returns>
    internal TimeSpan? DelayAfter(int attempt, TimeSpan elapsed)
    {
        if (attempt >= MaxNumberOfAttempts) return null;

        // In floating point, since a long series of doublings leaves the range of ticks before the limit is applied.
        var ticks = FirstRetryInterval.Ticks * Math.Pow(BackoffCoefficient, attempt - 1);
        var longest = MaxRetryInterval ?? TimeSpan.FromDays(3_650);
        var delay = ticks >= longest.Ticks ? longest : TimeSpan.FromTicks((long)ticks);
        return RetryTimeout is { } timeout && elapsed + delay > timeout ? null : delay;
    }
}
