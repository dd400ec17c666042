namespace Platform.Learning;

/// <summary>What happened in one window.</summary>
/// <param name="Count">Number of events.</param>
/// <param name="Sum">Sum of their values.</param>
/// <param name="Squares">Sum of their squared values.</param>
public readonly record struct WindowSummary(int Count, double Sum, double Squares)
{
    /// <summary>Arithmetic mean; NaN for an empty window.</summary>
    public double Mean => Count > 0 ? Sum / Count : double.NaN;

    /// <summary>Sample standard deviation (n - 1); NaN below two events. Relative to the mean it is exact to about 1e-7.</summary>
    public double StandardDeviation => Count > 1 ? Math.Sqrt(Math.Max(0, (Squares - Sum * Sum / Count) / (Count - 1))) : double.NaN;
}
