using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Learning.Drift;

/// <summary>A version before the bytes and a checksum after them: counts have no shape by which damage would show.</summary>
internal static class DriftBytes
{
    private const byte Version = 1;
    private const int Sum = 8;
    private const int MostName = 1_000;

    public static byte[] Seal(ReadOnlySpan<byte> content)
    {
        byte[] bytes = [Version, .. content, .. new byte[Sum]];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - Sum), SumOf(bytes.AsSpan(0, bytes.Length - Sum)));
        return bytes;
    }

    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Sum) throw new FormatException("The bytes end too early.");
        if (bytes[0] != Version) throw new FormatException($"Version {bytes[0]} is not known.");

        var content = bytes[..^Sum];
        var isWhole = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^Sum..]) == SumOf(content);
        return isWhole ? content[1..] : throw new FormatException("The bytes are damaged.");
    }

    public static ulong SumOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes));

    public static void WriteNames(PackedWriter writer, IReadOnlyList<string> names)
    {
        writer.WriteNatural((ulong)names.Count);
        foreach (var name in names)
        {
            writer.WriteNatural((ulong)name.Length);
            foreach (var letter in name) writer.WriteNatural(letter);
        }
    }

    public static string[] ReadNames(ref PackedReader reader, int most)
    {
        var names = new string[reader.ReadCount(most)];
        var text = new StringBuilder();
        for (var i = 0; i < names.Length; i++)
        {
            text.Clear();
            for (var rest = reader.ReadCount(MostName); rest > 0; rest--) text.Append((char)reader.ReadCount(char.MaxValue));
            names[i] = text.ToString();
        }

        return names;
    }
}
