using Platform.Contracts;
using Platform.Learning;

namespace Platform.Risk.Features;

/// <summary>What is normal across a tenant: amounts by kind of event.</summary>
internal sealed class TenantBaseline
{
    private readonly AmountSpread[] byKind = new AmountSpread[Enum.GetValues<TransactionKind>().Length];

    /// <summary>Standard deviations of an amount above the tenant's mean for the kind; missing below 30 events.</summary>
    public double ZScore(TransactionKind kind, double amount) => byKind[(int)kind].ZScore(amount);

    public void Add(TransactionKind kind, double amount) => byKind[(int)kind].Add(amount);

    public void Write(PackedWriter writer)
    {
        foreach (var spread in byKind) spread.Write(writer);
    }

    public static TenantBaseline Load(ref PackedReader reader)
    {
        var baseline = new TenantBaseline();
        foreach (ref var spread in baseline.byKind.AsSpan()) spread = AmountSpread.Load(ref reader);
        return baseline;
    }

    // Forgets over 10,000 events; clipped, so that a few enormous amounts do not hide the next ones.
    private struct AmountSpread
    {
        private const int Memory = 10_000;
        private const int Fewest = 30;
        private const double ClipAt = 6;
        private int count;
        private double mean;
        private double variance;

        public readonly double ZScore(double amount) =>
            count < Fewest || variance <= 0 ? double.NaN : (amount - mean) / Math.Sqrt(variance);

        public void Add(double amount)
        {
            if (count >= Fewest) amount = Math.Min(amount, mean + ClipAt * Math.Sqrt(variance));

            count = Math.Min(count + 1, Memory);
            var difference = amount - mean;
            mean += difference / count;
            variance = (1 - 1.0 / count) * (variance + difference * difference / count);
        }

        public readonly void Write(PackedWriter writer)
        {
            writer.WriteNatural((ulong)count);
            writer.WriteDouble(mean);
            writer.WriteDouble(variance);
        }

        public static AmountSpread Load(ref PackedReader reader) =>
            new() { count = reader.ReadCount(Memory), mean = reader.ReadDouble(), variance = reader.ReadDouble() };
    }
}
