using Platform.Learning;

namespace Platform.Risk.Features;

/// <summary>Money that came in by transfer and where its trail began.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Time">When, in Unix seconds.</param>
/// <param name="Origin">Hash of the account at which a chain of alike amounts began.</param>
/// <param name="Hops">Transfers from there to here, at least 1; stops at 255.</param>
internal readonly record struct Inflow(double Amount, long Time, ulong Origin, byte Hops);

/// <summary>The last few transfers into an account: enough to see money pass through or come back, in O(1).</summary>
/// <remarks>Our own: a trail is carried along from hop to hop, so a cycle shows at the transfer that closes it, without a graph.</remarks>
internal sealed class Inflows
{
    /// <summary>Inflows remembered; the oldest makes room.</summary>
    public const int Most = 8;

    /// <summary>Largest relative difference at which two amounts are alike.</summary>
    public const double Tolerance = 0.2;

    private const long MemorySeconds = 7 * 86_400;
    private Inflow[] recent = [];
    private int next;

    /// <summary>Finds the inflow most like an amount that goes out.</summary>
    /// <returns>The inflow and its likeness (1 the same amount, 0 none within tolerance).</returns>
    public (Inflow Match, double Likeness) Like(double amount, long time)
    {
        var (match, likeness) = (default(Inflow), 0d);
        foreach (ref readonly var inflow in recent.AsSpan())
        {
            if (inflow.Time > time || inflow.Time < time - MemorySeconds) continue;
            var alike = 1 - Math.Abs(amount - inflow.Amount) / (Tolerance * inflow.Amount);
            if (alike > likeness) (match, likeness) = (inflow, alike);
        }

        return (match, likeness);
    }

    public void Add(in Inflow inflow)
    {
        if (recent.Length < Most)
        {
            recent = [.. recent, inflow];
            return;
        }

        recent[next] = inflow;
        next = (next + 1) % Most;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)recent.Length);
        for (var i = 0; i < recent.Length; i++)
        {
            var inflow = recent[(next + i) % recent.Length];
            writer.WriteDouble(inflow.Amount);
            writer.WriteInteger(inflow.Time);
            writer.WriteFixed(inflow.Origin);
            writer.WriteNatural(inflow.Hops);
        }
    }

    public static Inflows Load(ref PackedReader reader)
    {
        var inflows = new Inflows { recent = new Inflow[reader.ReadCount(Most)] };
        foreach (ref var inflow in inflows.recent.AsSpan())
            inflow = new(reader.ReadDouble(), reader.ReadInteger(), reader.ReadFixed(), (byte)reader.ReadCount(byte.MaxValue));

        return inflows;
    }
}
