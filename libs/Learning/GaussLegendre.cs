namespace Platform.Learning;

/// <summary>Gauss–Legendre quadrature: n points give the integral of a polynomial of degree up to 2n - 1 exactly.</summary>
/// <remarks>Source: Abramowitz, Stegun, "Handbook of Mathematical Functions", 25.4.29; roots by Newton's method.</remarks>
internal static class GaussLegendre
{
    /// <summary>Points in (0, 1), ascending, and their weights, which add up to 1.</summary>
    public static (double[] Points, double[] Weights) OnUnitInterval(int count)
    {
        var (points, weights) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            // Tricomi's estimate of the root; a few Newton steps reach the last bit.
            var x = -Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            var slope = 0d;
            for (var step = 0; step < 8; step++)
            {
                (var value, slope) = Legendre(count, x);
                x -= value / slope;
            }

            (points[i], weights[i]) = ((1 + x) / 2, 1 / ((1 - x * x) * slope * slope));
        }

        return (points, weights);
    }

    // Bonnet's recursion: (n + 1) P(n+1) = (2n + 1) x P(n) - n P(n-1).
    private static (double Value, double Slope) Legendre(int degree, double x)
    {
        var (before, value) = (1d, x);
        for (var n = 1; n < degree; n++) (before, value) = (value, ((2 * n + 1) * x * value - n * before) / (n + 1));

        return (value, degree * (x * value - before) / (x * x - 1));
    }
}
