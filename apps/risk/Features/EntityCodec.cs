using System.Buffers;
using Platform.Learning;

namespace Platform.Risk.Features;

/// <summary>Bytes of an entity's state for the checkpoint: the same state, the same bytes.</summary>
internal static class EntityCodec
{
    private const byte Format = 1;
    private const byte HasPayer = 1;
    private const byte HasPayee = 2;

    public static byte[] Write(EntityState state)
    {
        var bytes = new ArrayBufferWriter<byte>(1_024);
        var writer = new PackedWriter(bytes);
        writer.WriteNatural(Format);
        writer.WriteInteger(state.Sequence);
        writer.WriteNatural((ulong)((state.Payer is null ? 0 : HasPayer) | (state.Payee is null ? 0 : HasPayee)));
        if (state.Payer is { } payer) Write(writer, payer);
        if (state.Payee is { } payee) Write(writer, payee);

        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">The bytes are damaged or of a format that this version does not know.</exception>
    public static EntityState Read(EntityKind kind, string id, ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        if (reader.ReadNatural() != Format) throw new FormatException($"The state of {kind} {id} has an unknown format.");

        var state = new EntityState(kind, id) { Sequence = reader.ReadInteger() };
        var roles = reader.ReadCount(HasPayer | HasPayee);
        if ((roles & HasPayer) != 0) state.Payer = ReadPayer(ref reader);
        if ((roles & HasPayee) != 0) state.Payee = ReadPayee(ref reader);

        return reader.AtEnd ? state : throw new FormatException($"The state of {kind} {id} has bytes left over.");
    }

    private static void Write(PackedWriter writer, PayerState payer)
    {
        payer.Sent.Write(writer);
        payer.Payees.Write(writer);
        payer.Devices.Write(writer);
        payer.Payments.Write(writer);
        payer.Transfers.Write(writer);
        payer.NewPayees.Write(writer);
        writer.WriteInteger(payer.FirstSeen);
        writer.WriteInteger(payer.LastSeen);
        writer.WriteNatural((ulong)payer.Events);
        writer.WriteNatural((ulong)payer.Nights);
        writer.WriteNatural((ulong)payer.Weekends);
    }

    private static PayerState ReadPayer(ref PackedReader reader) => new()
    {
        Sent = WindowedStatistics.Load(ref reader),
        Payees = RecentSet.Load(ref reader, PayerState.MostPayees),
        Devices = RecentSet.Load(ref reader, PayerState.MostDevices),
        Payments = RobustProfile.Load(ref reader),
        Transfers = RobustProfile.Load(ref reader),
        NewPayees = FadingCount.Load(ref reader),
        FirstSeen = reader.ReadInteger(),
        LastSeen = reader.ReadInteger(),
        Events = reader.ReadCount(int.MaxValue),
        Nights = reader.ReadCount(int.MaxValue),
        Weekends = reader.ReadCount(int.MaxValue),
    };

    private static void Write(PackedWriter writer, PayeeState payee)
    {
        payee.Received.Write(writer);
        payee.Payers.Write(writer);
        payee.Amounts.Write(writer);
        writer.WriteDouble(payee.Excess);
        payee.Inflows.Write(writer);
        writer.WriteInteger(payee.FirstSeen);
    }

    private static PayeeState ReadPayee(ref PackedReader reader) => new()
    {
        Received = WindowedStatistics.Load(ref reader),
        Payers = RecentSet.Load(ref reader, PayeeState.MostPayers),
        Amounts = RobustProfile.Load(ref reader),
        Excess = reader.ReadDouble(),
        Inflows = Inflows.Load(ref reader),
        FirstSeen = reader.ReadInteger(),
    };
}
