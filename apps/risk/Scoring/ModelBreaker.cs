using System.Numerics;

namespace Platform.Risk.Scoring;

/// <summary>Says whether a model is asked, and hears how it went.</summary>
internal interface IModelGuard
{
    /// <summary>Whether the model takes part in the next decision.</summary>
    bool MayRun();

    /// <summary>What became of the run that was let through last.</summary>
    void Ran(bool well);
}

/// <summary>Whether a model is asked.</summary>
internal enum BreakerState
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>It is not, for a while.</summary>
    Open,

    /// <summary>It is, to see whether it has recovered.</summary>
    HalfOpen,
}

/// <summary>When a model is left out, and for how long.</summary>
/// <param name="Slow">A run that takes longer counts as failed.</param>
/// <param name="OpenFor">How long a model is left out before it is tried again.</param>
/// <param name="Time">The clock.</param>
internal sealed record BreakerOptions(TimeSpan Slow, TimeSpan OpenFor, TimeProvider Time)
{
    public static BreakerOptions Default { get; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50), TimeProvider.System);
}

/// <summary>A circuit breaker around one model, so that a failing or slow one costs decisions neither their time nor their rules.</summary>
/// <remarks>
/// It looks at the last 32 runs and opens when at least 16 were made and half of them failed. One run is tried after the pause; three good
/// ones in a row close it. Not safe for several threads, except for reading the state. Source: Nygard, "Release It!", 2007; our own since
/// the library's shortest pause, half a second, is five times what recovery may take (adr/0032).
/// </remarks>
internal sealed class ModelBreaker(BreakerOptions options) : IModelGuard
{
    private const int Looked = 32;
    private const int Fewest = 16;
    private const int GoodToClose = 3;

    private volatile BreakerState state;
    private uint failures;
    private int runs;
    private int good;
    private long began;
    private long openedAt;

    public BreakerState State => state;

    public bool MayRun()
    {
        began = options.Time.GetTimestamp();
        if (state is not BreakerState.Open) return true;
        if (options.Time.GetElapsedTime(openedAt, began) < options.OpenFor) return false;

        (state, good) = (BreakerState.HalfOpen, 0);
        return true;
    }

    public void Ran(bool well)
    {
        var now = options.Time.GetTimestamp();
        var isGood = well && options.Time.GetElapsedTime(began, now) <= options.Slow;
        if (state is BreakerState.HalfOpen) Try(isGood, now);
        else Look(isGood, now);
    }

    private void Look(bool isGood, long now)
    {
        failures = failures << 1 | (isGood ? 0u : 1u);
        runs = Math.Min(Looked, runs + 1);
        if (runs >= Fewest && BitOperations.PopCount(failures) * 2 >= runs) Open(now);
    }

    private void Try(bool isGood, long now)
    {
        if (!isGood) Open(now);
        else if (++good >= GoodToClose) (state, failures, runs) = (BreakerState.Closed, 0, 0);
    }

    private void Open(long now) => (openedAt, state) = (now, BreakerState.Open);
}

/// <summary>What a decision of the past says: the model took part, or did not.</summary>
internal sealed class RecordedGuard(bool tookPart) : IModelGuard
{
    public bool MayRun() => tookPart;

    public void Ran(bool well)
    {
    }
}
