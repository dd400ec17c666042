using MathNet.Numerics;

namespace Platform.Learning.Drift;

/// <summary>How far windows of the reference itself are from it, by one test.</summary>
/// <param name="Mean">Mean of the statistic.</param>
/// <param name="Variance">Its variance.</param>
/// <param name="Most">The largest.</param>
/// <param name="Size">Mean effective number of events of a window.</param>
internal readonly record struct DriftNoise(double Mean, double Variance, double Most, double Size)
{
    /// <summary>What counts as the noise of a number of windows.</summary>
    public static DriftNoise Of(IReadOnlyList<Distance> windows)
    {
        var size = windows.Average(one => one.Size);
        if (size <= 0) return default;

        // A smaller window has, at most, the noise of a full one: what it shows is counted as it is. A larger one is scaled down, since
        // what does not come from chance (the hour of the day) grows with the number of events.
        var alike = windows.Select(one => one.Statistic / Math.Max(1, one.Size / size)).ToArray();
        var mean = alike.Average();
        return new(mean, alike.Average(x => (x - mean) * (x - mean)), alike.Max(), size);
    }

    /// <summary>What the statistic stays below but for a share alpha of windows.</summary>
    /// <param name="alpha">Above 0.</param>
    /// <param name="degrees">Of freedom of the χ² that it follows in independent events; 0 for the bound 2 e^-x.</param>
    /// <param name="windows">How many windows the noise was measured on.</param>
    /// <remarks>
    /// The larger of what independent events would give, and a scaled χ² with the measured mean and variance (Satterthwaite, 1946), at
    /// least the largest that was seen, made 1 + 2 / √windows larger since it is an estimate.
    /// </remarks>
    public DriftThreshold At(double alpha, int degrees, int windows)
    {
        var floor = degrees > 0 ? UpperQuantile(degrees, alpha) : Math.Log(2 / alpha);
        if (Variance <= 0) return new(floor, Most, Math.Max(1, Size));

        var fitted = Math.Clamp(2 * Mean * Mean / Variance, 0.5, 200);
        var measured = Math.Max(Most, Mean / fitted * UpperQuantile(fitted, alpha));
        return new(floor, measured * (1 + 2 / Math.Sqrt(windows)), Size);
    }

    // By halving: the library's inverse works on the lower tail, in which 1 - alpha has lost its digits.
    private static double UpperQuantile(double degrees, double alpha)
    {
        var (low, high) = (0d, 2 * (degrees + 4 * Math.Log(1 / alpha)) + 10);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (SpecialFunctions.GammaUpperRegularized(degrees / 2, middle / 2) > alpha) low = middle;
            else high = middle;
        }

        return high;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteDouble(Mean);
        writer.WriteDouble(Variance);
        writer.WriteDouble(Most);
        writer.WriteDouble(Size);
    }

    public static DriftNoise Load(ref PackedReader reader)
    {
        var noise = new DriftNoise(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        var isSound = double.IsFinite(noise.Mean + noise.Variance + noise.Most + noise.Size) && noise.Mean >= 0 && noise.Variance >= 0;
        return isSound ? noise : throw new FormatException("Noise is a number at least 0.");
    }
}

/// <summary>What a statistic has to stay within.</summary>
/// <param name="Floor">By chance alone, whatever the number of events.</param>
/// <param name="Measured">By what the reference itself does.</param>
/// <param name="Size">Effective number of events of the windows of <paramref name="Measured"/>.</param>
internal readonly record struct DriftThreshold(double Floor, double Measured, double Size)
{
    /// <summary>For a window of so many effective events.</summary>
    public double For(double size) => Math.Max(Floor, Measured * Math.Max(1, size / Size));
}
