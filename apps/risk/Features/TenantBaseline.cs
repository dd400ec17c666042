using System.Runtime.InteropServices;
using Platform.Contracts;
using Platform.Learning;

namespace Platform.Risk.Features;

/// <summary>What is normal across a tenant: amounts by kind of event and currency: no currency looks large beside another.</summary>
/// <remarks>At most one entry for each kind and ISO currency: some hundreds.</remarks>
internal sealed class TenantBaseline
{
    private const int MostEntries = 2_000;
    private readonly Dictionary<int, AmountSpread> spreads = [];

    /// <summary>Standard deviations of an event's amount above the tenant's mean for its like; missing below 30 events.</summary>
    public double ZScore(Transaction transaction, double amount) =>
        spreads.TryGetValue(KeyOf(transaction), out var spread) ? spread.ZScore(amount) : double.NaN;

    public void Add(Transaction transaction, double amount) =>
        CollectionsMarshal.GetValueRefOrAddDefault(spreads, KeyOf(transaction), out _).Add(amount);

    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)spreads.Count);
        foreach (var (key, spread) in spreads.OrderBy(entry => entry.Key))
        {
            writer.WriteNatural((ulong)key);
            spread.Write(writer);
        }
    }

    public static TenantBaseline Load(ref PackedReader reader)
    {
        var baseline = new TenantBaseline();
        for (var left = reader.ReadCount(MostEntries); left > 0; left--)
        {
            var key = (int)reader.ReadNatural();
            baseline.spreads[key] = AmountSpread.Load(ref reader);
        }

        return baseline;
    }

    // A currency is three letters: they and the kind fit one number.
    private static int KeyOf(Transaction transaction)
    {
        var key = (int)transaction.Kind;
        foreach (var letter in transaction.Currency) key = (key << 7) | (letter & 0x7F);

        return key;
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
