using Platform.Learning.Calibration;
using Platform.Learning.Evaluation;

namespace Platform.Learning.Drift;

/// <summary>What a model was worth on the latest labelled events.</summary>
/// <param name="Events">How many.</param>
/// <param name="Positives">How many of them are.</param>
/// <param name="AveragePrecision">With its interval; NaN when one of the classes is absent.</param>
/// <param name="CalibrationError">Expected calibration error of scores that are probabilities, 15 bins, 0 to 1; NaN without events.</param>
public sealed record RollingReading(int Events, int Positives, Interval AveragePrecision, double CalibrationError)
{
    /// <summary>Whether this is surely worse than an earlier reading: the intervals do not meet.</summary>
    /// <param name="before">The earlier reading, of other events.</param>
    /// <returns>False when either has no interval. Wrong in less than 1 of 100 comparisons of equals with many positives.</returns>
    /// <remarks>Average precision rises with the share of positives: compare readings of alike shares.</remarks>
    public bool IsWorseThan(RollingReading before) => AveragePrecision.High < before.AveragePrecision.Low;
}

/// <summary>Average precision and calibration over the latest labelled events, for drift that only labels show.</summary>
/// <remarks>
/// Features may stay as they were while what they mean changes (concept drift). Labels come late and in any order; the latest are those
/// that came last. Adding is O(1); reading is O(n) a replicate, see <see cref="PairedBootstrap"/>. Not safe for several threads.
/// </remarks>
public sealed class RollingPrecision
{
    private readonly double[] scores;
    private readonly bool[] labels;
    private long added;

    /// <summary>Nothing yet.</summary>
    /// <param name="events">How many of the latest count, 100 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public RollingPrecision(int events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, 1_000_000);
        (scores, labels) = (new double[events], new bool[events]);
    }

    /// <summary>Takes in a labelled event; the oldest makes room.</summary>
    /// <param name="score">What the model said then, a probability; one that is not finite is left out.</param>
    /// <param name="isPositive">What it turned out to be.</param>
    public void Add(double score, bool isPositive)
    {
        if (!double.IsFinite(score)) return;

        var at = (int)(added++ % scores.Length);
        (scores[at], labels[at]) = (score, isPositive);
    }

    /// <summary>What the model was worth.</summary>
    /// <param name="options">Replicates and seed of the interval.</param>
    /// <returns>The reading; the same events and options give the same.</returns>
    public RollingReading Read(BootstrapOptions options)
    {
        var count = (int)Math.Min(added, scores.Length);
        var said = scores.AsSpan(0, count);
        var was = labels.AsSpan(0, count);
        var positives = was.Count(true);
        var precision = positives == 0 || positives == count
            ? new(double.NaN, double.NaN, double.NaN, double.NaN)
            : PairedBootstrap.Of(said, was, options).AveragePrecision;
        return new(count, positives, precision, ProbabilityQuality.ExpectedCalibrationError(said, was));
    }
}
