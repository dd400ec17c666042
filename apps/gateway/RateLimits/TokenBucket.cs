namespace Platform.Gateway;

/// <summary>
/// A token bucket whose size and rate are a share of its limits. When the share changes its tokens stay, at most as many as fit: a larger
/// share is filled at its rate, so moving traffic between replicas makes no tokens. Safe for several threads.
/// </summary>
internal sealed class TokenBucket(BucketName name, double share, TimeProvider time)
{
    // Below this many requests per second nobody asks.
    private const double Nothing = 0.01;
    private const double Rounding = 1e-6;

    private readonly Lock gate = new();
    private double share = share;
    private double tokens = SizeOf(name, share);
    private long filledAt = time.GetTimestamp();
    private long asked;
    private double demand;

    /// <summary>Requests at once after a pause, on all replicas together.</summary>
    public int Burst => name.Burst;

    /// <summary>Full, and nobody asks: a new one would be the same.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate) return asked is 0 && demand is 0 && tokens >= Size;
        }
    }

    // A small limit on many replicas still lets one request through.
    private double Size => SizeOf(name, share);

    private double PerSecond => name.PerSecond * share;

    public Taking Take()
    {
        lock (gate)
        {
            Fill();
            asked++;
            var isGranted = tokens >= 1 - Rounding;
            if (isGranted) tokens = Math.Max(0, tokens - 1);
            var remaining = (long)(tokens + Rounding);
            return new(isGranted, remaining, Ceiling((Size - remaining) / PerSecond), Math.Max(1, Ceiling((1 - tokens) / PerSecond)));
        }
    }

    public void Use(double newShare)
    {
        lock (gate)
        {
            Fill();
            share = newShare;
            tokens = Math.Min(tokens, Size);
        }
    }

    /// <summary>
    /// Requests per second that were asked for, refused ones too. It rises at once and halves when it falls, so that whoever sends every
    /// other second does not find each replica reckoning with the other's pause.
    /// </summary>
    public double Measure(TimeSpan elapsed)
    {
        lock (gate)
        {
            Fill();
            var latest = elapsed > TimeSpan.Zero ? asked / elapsed.TotalSeconds : 0;
            asked = elapsed > TimeSpan.Zero ? 0 : asked;
            demand = Math.Max(latest, demand / 2);
            if (demand < Nothing) demand = 0;
            return demand;
        }
    }

    private static double SizeOf(BucketName name, double share) => Math.Max(1, name.Burst * share);

    private static long Ceiling(double seconds) => (long)Math.Ceiling(seconds - Rounding);

    private void Fill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(Size, tokens + time.GetElapsedTime(filledAt, now).TotalSeconds * PerSecond);
        filledAt = now;
    }
}

/// <summary>What came of asking a bucket for a request.</summary>
/// <param name="IsGranted">Whether it is let through.</param>
/// <param name="Remaining">Requests that this replica would still let through now.</param>
/// <param name="UntilFull">Seconds until the bucket is full.</param>
/// <param name="UntilNext">Seconds until there is room for one more, at least 1.</param>
internal readonly record struct Taking(bool IsGranted, long Remaining, long UntilFull, long UntilNext);
