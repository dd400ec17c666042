namespace Platform.Learning.Network;

/// <summary>How regularly one source comes back to one destination: mean and variance of the time between, of about the last 16.</summary>
/// <param name="Pair">Hash of destination and port.</param>
/// <param name="Last">When it came last, in Unix seconds.</param>
/// <param name="Count">Intervals so far, up to <see cref="Memory"/>.</param>
/// <param name="Mean">Their mean in seconds.</param>
/// <param name="Variance">Their variance.</param>
internal readonly record struct Rhythm(ulong Pair, long Last, int Count, double Mean, double Variance)
{
    public const int Memory = 16;

    /// <summary>Standard deviation over mean: 0 is a clock, 1 is chance.</summary>
    public double Irregularity => Mean > 0 ? Math.Sqrt(Variance) / Mean : double.PositiveInfinity;

    // Connections within one second are one visit, and late ones tell nothing about the time between.
    public Rhythm Next(long time)
    {
        if (time <= Last) return this;

        var count = Math.Min(Count + 1, Memory);
        var (step, difference) = (1.0 / count, time - Last - Mean);
        return new(Pair, time, count, Mean + step * difference, (1 - step) * (Variance + step * difference * difference));
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteFixed(Pair);
        writer.WriteInteger(Last);
        writer.WriteNatural((ulong)Count);
        writer.WriteFloat((float)Mean);
        writer.WriteFloat((float)Variance);
    }

    public static Rhythm Load(ref PackedReader reader)
    {
        var read = new Rhythm(reader.ReadFixed(), reader.ReadInteger(), reader.ReadCount(Memory), reader.ReadFloat(), reader.ReadFloat());
        return double.IsFinite(read.Mean) && read.Variance >= 0 && double.IsFinite(read.Variance)
            ? read
            : throw new FormatException("A rhythm is out of range.");
    }
}
