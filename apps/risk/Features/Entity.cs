using System.Buffers;
using Platform.Learning;
using Platform.Learning.Features;
using Platform.Scoring;

namespace Platform.Risk.Features;

/// <summary>One entity with all that is remembered of it, in each of its roles.</summary>
internal sealed class Entity(EntityName name)
{
    /// <summary>Changes whenever the bytes do.</summary>
    public const byte Format = 4;

    private static readonly Role[] Kept = [Role.Sender, Role.Receiver, Role.Market];

    public EntityName Name { get; } = name;

    /// <summary>Its name as one text, as features see it.</summary>
    public string Text { get; } = name.Text;

    /// <summary>Position in the decision log of the last event taken in; replay skips what is not above it.</summary>
    public long Sequence { get; set; }

    /// <summary>Position of the last outcome taken in; replay skips what is not above it.</summary>
    public long Outcomes { get; set; }

    /// <summary>How far it is in both.</summary>
    public LogMark Mark => new(Sequence, Outcomes);

    /// <summary>True while something of it is not check-pointed; kept by the table it is in.</summary>
    public bool IsDirty { get; set; }

    public EntityState? Sending { get; private set; }

    public EntityState? Receiving { get; private set; }

    public EntityState? Market { get; private set; }

    /// <summary>The state in a role, made if need be.</summary>
    public EntityState As(Role role, FeatureSet set) => StateOf(role) ?? Put(role, set.NewState((int)role));

    /// <summary>Bytes for the checkpoint: the same state, the same bytes.</summary>
    public byte[] Write(TransactionFeatures features)
    {
        var bytes = new ArrayBufferWriter<byte>(1_024);
        var writer = new PackedWriter(bytes);
        writer.WriteNatural(Format);
        writer.WriteFixed(features.VersionBits);
        writer.WriteInteger(Sequence);
        writer.WriteInteger(Outcomes);
        writer.WriteNatural((ulong)Kept.Sum(role => StateOf(role) is null ? 0 : 1 << (int)role));
        foreach (var role in Kept) StateOf(role)?.Write(writer);

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null when another feature set wrote it, or none.</summary>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static Entity? Read(EntityName name, ReadOnlySpan<byte> bytes, TransactionFeatures features)
    {
        var reader = new PackedReader(bytes);
        if (reader.ReadNatural() != Format || reader.ReadFixed() != features.VersionBits) return null;

        var entity = new Entity(name) { Sequence = reader.ReadInteger(), Outcomes = reader.ReadInteger() };
        var roles = reader.ReadCount((1 << Kept.Length + 1) - 1);
        foreach (var role in Kept)
        {
            if ((roles & 1 << (int)role) != 0) entity.Put(role, features.Set.LoadState((int)role, ref reader));
        }

        return reader.AtEnd ? entity : throw new FormatException($"The state of {name.Text} has bytes left over.");
    }

    private EntityState? StateOf(Role role) => role switch { Role.Sender => Sending, Role.Receiver => Receiving, _ => Market };

    private EntityState Put(Role role, EntityState state) => role switch
    {
        Role.Sender => Sending = state,
        Role.Receiver => Receiving = state,
        _ => Market = state,
    };
}

/// <summary>How far an entity's state is.</summary>
/// <param name="Sequence">Position of the last event in it.</param>
/// <param name="Outcomes">Position of the last outcome in it.</param>
internal readonly record struct LogMark(long Sequence, long Outcomes);
