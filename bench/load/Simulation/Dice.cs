namespace Platform.Load.Simulation;

/// <summary>The distributions that the simulator draws from, on one seeded generator.</summary>
internal sealed class Dice(int seed)
{
    // A seeded Random keeps its sequence across runtime versions; that is a documented promise of .NET.
    private readonly Random random = new(seed);
    private double spare = double.NaN;

    /// <summary>0 (included) to 1 (excluded).</summary>
    public double Unit() => random.NextDouble();

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => random.NextDouble() < probability;

    /// <summary>An integer from <paramref name="low"/> (included) to <paramref name="high"/> (excluded).</summary>
    public int Between(int low, int high) => random.Next(low, high);

    /// <summary>One of the items, each as likely as the others.</summary>
    public T Pick<T>(T[] items) => items[random.Next(items.Length)];

    /// <summary>A waiting time with the given mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - random.NextDouble());

    /// <summary>A positive value whose logarithm is normal.</summary>
    public double LogNormal(double mu, double sigma) => Math.Exp(mu + sigma * Normal());

    /// <summary>Standard normal, by the polar method (Marsaglia, Bray 1964): values come in pairs, so every second one is kept.</summary>
    private double Normal()
    {
        if (!double.IsNaN(spare))
        {
            var kept = spare;
            spare = double.NaN;
            return kept;
        }

        double x, y, square;
        do
        {
            x = 2 * random.NextDouble() - 1;
            y = 2 * random.NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);

        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spare = y * factor;
        return x * factor;
    }
}
