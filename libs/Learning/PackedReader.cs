using System.Buffers.Binary;

namespace Platform.Learning;

/// <summary>Reads what <see cref="PackedWriter"/> wrote; ends in <see cref="FormatException"/>, never out of bounds.</summary>
/// <param name="bytes">The bytes, not trusted.</param>
public ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>True when every byte was read.</summary>
    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>Reads a whole number.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The bytes end, or the number is longer than 10 bytes.</exception>
    public ulong ReadNatural()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new FormatException("A number is longer than ten bytes.");
    }

    /// <summary>Reads a whole number that may be negative.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The bytes end.</exception>
    public long ReadInteger()
    {
        var value = ReadNatural();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a count and checks it, so that bad bytes cannot ask for gigabytes.</summary>
    /// <param name="limit">The largest count that makes sense here.</param>
    /// <returns>0 to <paramref name="limit"/>.</returns>
    /// <exception cref="FormatException">The count is larger.</exception>
    public int ReadCount(int limit)
    {
        var count = ReadNatural();
        return count <= (ulong)limit ? (int)count : throw new FormatException($"A count of {count} is above {limit}.");
    }

    /// <summary>Reads a moment in Unix seconds up to the year 2106.</summary>
    internal uint ReadTime() => ReadNatural() is <= uint.MaxValue and var time
        ? (uint)time
        : throw new FormatException("A moment lies after the year 2106.");

    /// <summary>Reads 4 bytes.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The bytes end.</exception>
    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Reads 8 bytes.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The bytes end.</exception>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Reads 8 bytes.</summary>
    /// <returns>The bits.</returns>
    /// <exception cref="FormatException">The bytes end.</exception>
    public ulong ReadFixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (rest.Length < length) throw new FormatException("The bytes end too early.");

        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
