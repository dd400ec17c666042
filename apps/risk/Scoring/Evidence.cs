namespace Platform.Risk.Scoring;

/// <summary>Puts pieces of evidence together.</summary>
internal static class Evidence
{
    // Certainty would make the logarithm infinite; nothing here is more certain than this.
    private const double Most = 0.999;

    /// <summary>Independent pieces: the chance that at least one of them is right ("noisy or").</summary>
    /// <param name="pieces">Each 0 to 1.</param>
    /// <returns>1 - Π(1 - piece), 0 to 1; never below the largest piece (up to 0.999).</returns>
    public static double Combine(ReadOnlySpan<double> pieces)
    {
        var doubt = 1d;
        foreach (var piece in pieces) doubt *= 1 - Math.Min(piece, Most);
        return 1 - doubt;
    }

    /// <summary>The logarithm of the doubt that is left: what the pieces add in, finite even where the score rounds to 1.</summary>
    /// <param name="pieces">Each 0 to 1.</param>
    /// <returns>ln Π(1 - piece), at most 0.</returns>
    public static double LogDoubt(ReadOnlySpan<double> pieces)
    {
        var sum = 0d;
        foreach (var piece in pieces) sum += Math.Log(1 - Math.Min(piece, Most));
        return sum;
    }

    /// <summary>One piece's share of the combined score; the shares add up to it.</summary>
    /// <param name="piece">The piece, 0 to 1.</param>
    /// <param name="logDoubt">What <see cref="LogDoubt"/> gave for all of them.</param>
    /// <param name="score">What <see cref="Combine"/> gave for all of them.</param>
    /// <returns>The score split in proportion to log doubt.</returns>
    public static double Share(double piece, double logDoubt, double score) =>
        logDoubt < 0 ? score * Math.Log(1 - Math.Min(piece, Most)) / logDoubt : 0;
}
