namespace Platform.Learning;

/// <summary>What is normal for one entity: mean and variance that forget slowly and are not dragged along by outliers.</summary>
/// <remarks>
/// A value beyond <see cref="ClipAt"/> standard deviations counts as if it lay there, so one attack does not become the new normal
/// (Huber, "Robust Estimation of a Location Parameter", 1964). Once as many values are in as it remembers, older ones fade exponentially.
/// While there are few values the variance is shrunk towards (prior spread × mean)² and widened by 1 + 1/n: the posterior predictive
/// scale of a normal model with a scaled inverse-χ² prior (Gelman et al., "Bayesian Data Analysis", 3rd edition, section 3.3).
/// O(1), <see cref="Bytes"/> bytes.
/// </remarks>
public struct RobustProfile
{
    /// <summary>Standard deviations beyond which a value is clipped.</summary>
    public const double ClipAt = 3;

    /// <summary>Values after which old ones begin to fade, if nothing else is said.</summary>
    public const int Memory = 100;

    /// <summary>The longest memory.</summary>
    public const int MostMemory = 100_000;

    /// <summary>Size of a profile.</summary>
    public const int Bytes = 24;

    private const double PriorSpread = 0.5;
    private const double PriorWeight = 3;
    private double variance;

    /// <summary>Number of values taken in, up to its memory.</summary>
    public int Count { get; private set; }

    /// <summary>The mean; 0 before the first value.</summary>
    public double Mean { get; private set; }

    /// <summary>How far a value lies from normal.</summary>
    /// <param name="value">A finite value.</param>
    /// <returns>Standard deviations above (positive) or below the mean; NaN before the first value; 0 when nothing ever varied.</returns>
    public readonly double ZScore(double value)
    {
        if (Count == 0) return double.NaN;

        var spread = Spread();
        return spread > 0 ? (value - Mean) / spread : 0;
    }

    /// <summary>Takes a value in.</summary>
    /// <param name="value">A finite value.</param>
    /// <param name="memory">Values after which old ones begin to fade; the same at every call.</param>
    public void Add(double value, int memory = Memory)
    {
        if (Count > 0)
        {
            var reach = ClipAt * Spread();
            value = Math.Clamp(value, Mean - reach, Mean + reach);
        }

        Count = Math.Min(Count + 1, memory);
        var step = 1.0 / Count;
        var difference = value - Mean;
        Mean += step * difference;
        variance = (1 - step) * (variance + step * difference * difference);
    }

    /// <summary>Takes the values of another profile in, as far as both still remember them.</summary>
    /// <param name="other">The other profile.</param>
    /// <param name="memory">As for <see cref="Add"/>.</param>
    /// <remarks>Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.</remarks>
    public void Merge(in RobustProfile other, int memory = Memory)
    {
        if (other.Count == 0) return;

        double sum = Count + other.Count;
        var (mine, theirs, difference) = (Count / sum, other.Count / sum, other.Mean - Mean);
        variance = mine * variance + theirs * other.variance + mine * theirs * difference * difference;
        Mean += theirs * difference;
        Count = Math.Min(Count + other.Count, memory);
    }

    /// <summary>Writes the profile, at most 19 bytes.</summary>
    /// <param name="writer">Where to.</param>
    public readonly void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)Count);
        writer.WriteDouble(Mean);
        writer.WriteDouble(variance);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="memory">As for <see cref="Add"/>.</param>
    /// <returns>The same profile.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static RobustProfile Load(ref PackedReader reader, int memory = Memory) =>
        new() { Count = reader.ReadCount(memory), Mean = reader.ReadDouble(), variance = reader.ReadDouble() };

    private readonly double Spread()
    {
        var prior = PriorSpread * Mean;
        var shrunk = (Count * variance + PriorWeight * prior * prior) / (Count - 1 + PriorWeight);
        return Math.Sqrt(shrunk * (1 + 1.0 / Count));
    }
}
