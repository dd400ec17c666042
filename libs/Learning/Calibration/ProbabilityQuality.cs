namespace Platform.Learning.Calibration;

/// <summary>Whether probabilities mean what they say.</summary>
public static class ProbabilityQuality
{
    /// <summary>Expected calibration error: how far the stated probabilities are from the shares that came true.</summary>
    /// <param name="probabilities">0 to 1.</param>
    /// <param name="labels">True for positives, one a probability.</param>
    /// <param name="bins">Equal parts of 0 to 1, at least 1.</param>
    /// <returns>Mean over the events of |mean probability - share of positives| of their bin, 0 to 1; NaN without events.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, equation 3.</remarks>
    public static double ExpectedCalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (probabilities.Length != labels.Length) throw new ArgumentException("Each probability needs a label.", nameof(labels));

        var differences = new double[bins];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bin = Math.Clamp((int)(probabilities[i] * bins), 0, bins - 1);
            differences[bin] += probabilities[i] - (labels[i] ? 1 : 0);
        }

        return differences.Sum(Math.Abs) / probabilities.Length;
    }

    /// <summary>Brier score: the mean squared difference between probability and outcome.</summary>
    /// <param name="probabilities">0 to 1.</param>
    /// <param name="labels">True for positives, one a probability.</param>
    /// <returns>0 (certain and right) to 1; NaN without events.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>Source: Brier, "Verification of forecasts expressed in terms of probability", 1950.</remarks>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        if (probabilities.Length != labels.Length) throw new ArgumentException("Each probability needs a label.", nameof(labels));

        var sum = 0d;
        for (var i = 0; i < probabilities.Length; i++) sum += Math.Pow(probabilities[i] - (labels[i] ? 1 : 0), 2);
        return sum / probabilities.Length;
    }
}
