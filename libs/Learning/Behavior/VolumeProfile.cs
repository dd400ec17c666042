using MathNet.Numerics;

namespace Platform.Learning.Behavior;

/// <summary>How much an entity moves at once: mean and variance of log2(1 + bytes), with weights that the owner lets fade.</summary>
/// <remarks>A value counts as if it lay at most <see cref="RobustProfile.ClipAt"/> deviations away: one theft is no new habit.</remarks>
internal struct VolumeProfile
{
    // Without anything to go by, half of all volumes are within a factor of four of each other.
    private const double PriorDeviation = 2;
    private const double PriorWeight = 5;
    private const double LeastDeviation = 0.5;
    private double sum;
    private double squares;

    public double Weight { get; private set; }

    private readonly double Mean => Weight > 0 ? sum / Weight : 0;

    private readonly double Variance => Weight > 0 ? Math.Max(0, squares / Weight - Mean * Mean) : 0;

    public void Add(double bytes, double weight)
    {
        var value = Math.Log2(1 + bytes);
        if (Weight >= PriorWeight)
        {
            var reach = RobustProfile.ClipAt * Spread(default).Deviation;
            value = Math.Clamp(value, Mean - reach, Mean + reach);
        }

        (Weight, sum, squares) = (Weight + weight, sum + weight * value, squares + weight * value * value);
    }

    public void Fade(double factor) => (Weight, sum, squares) = (Weight * factor, sum * factor, squares * factor);

    /// <summary>How surprising so large a volume is, in bits: 0 for the median and less, 1 for the upper quarter.</summary>
    public readonly double SurpriseOf(double bytes, VolumeProfile group)
    {
        if (Weight + group.Weight <= 0) return 0;

        var (mean, deviation) = Spread(group);
        var z = (Math.Log2(1 + bytes) - mean) / deviation;
        // Beyond eight deviations the tail is 0 to a double; whoever asks caps it long before.
        return z <= 0 ? 0 : -Math.Log2(SpecialFunctions.Erfc(Math.Min(z, 8) / Constants.Sqrt2));
    }

    public readonly void Write(PackedWriter writer)
    {
        writer.WriteDouble(Weight);
        writer.WriteDouble(sum);
        writer.WriteDouble(squares);
    }

    public static VolumeProfile Load(ref PackedReader reader)
    {
        var read = new VolumeProfile { Weight = reader.ReadDouble(), sum = reader.ReadDouble(), squares = reader.ReadDouble() };
        var sound = read.Weight >= 0 && double.IsFinite(read.Weight) && double.IsFinite(read.sum) && double.IsFinite(read.squares);
        return sound ? read : throw new FormatException("A volume is out of range.");
    }

    // The group counts as a few events of one's own, and where there is none, a wide guess around one's own mean does.
    private readonly (double Mean, double Deviation) Spread(VolumeProfile group)
    {
        var (prior, spread) = group.Weight > 0 ? (group.Mean, Math.Max(group.Variance, 1)) : (Mean, PriorDeviation * PriorDeviation);
        var total = Weight + PriorWeight;
        var mean = (Weight * Mean + PriorWeight * prior) / total;
        var variance = (Weight * Variance + PriorWeight * spread) / total + Weight * PriorWeight * Square(Mean - prior) / (total * total);
        return (mean, Math.Max(LeastDeviation, Math.Sqrt(variance)));
    }

    private static double Square(double x) => x * x;
}
