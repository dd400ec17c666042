namespace Platform.Learning.Linear;

/// <summary>Probabilities and the logarithms of their odds.</summary>
public static class LogOdds
{
    /// <summary>The probability of which this is the logarithm of the odds.</summary>
    /// <param name="logOdds">Any number.</param>
    /// <returns>1 / (1 + e^-x), 0 to 1.</returns>
    public static double ToProbability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>The logarithm of a probability's odds, kept finite.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <returns>ln(p / (1 - p)), at most some 20.7 either way: probabilities count as at least 1e-9 from certainty.</returns>
    public static double Of(double probability)
    {
        const double Least = 1e-9;
        var p = Math.Clamp(probability, Least, 1 - Least);
        return Math.Log(p / (1 - p));
    }
}
