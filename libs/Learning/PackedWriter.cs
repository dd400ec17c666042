using System.Buffers;
using System.Buffers.Binary;

namespace Platform.Learning;

/// <summary>Writes numbers compactly: small whole numbers in one byte, floating point in its own width, little-endian.</summary>
/// <param name="target">Receives the bytes.</param>
public readonly struct PackedWriter(IBufferWriter<byte> target)
{
    /// <summary>Writes a whole number in 1 to 10 bytes, seven bits each (LEB128).</summary>
    /// <param name="value">Any value; below 128 takes one byte.</param>
    public void WriteNatural(ulong value)
    {
        var span = target.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        target.Advance(length);
    }

    /// <summary>Writes a whole number that may be negative; those near 0 are short (zig-zag).</summary>
    /// <param name="value">Any value.</param>
    public void WriteInteger(long value) => WriteNatural((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes 4 bytes.</summary>
    /// <param name="value">Any value; NaN keeps its bits.</param>
    public void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(target.GetSpan(4), value);
        target.Advance(4);
    }

    /// <summary>Writes 8 bytes.</summary>
    /// <param name="value">Any value; NaN keeps its bits.</param>
    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(target.GetSpan(8), value);
        target.Advance(8);
    }

    /// <summary>Writes 8 bytes.</summary>
    /// <param name="value">Any value, e.g. a hash, whose bits do not shorten.</param>
    public void WriteFixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target.GetSpan(8), value);
        target.Advance(8);
    }
}
