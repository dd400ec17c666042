using System.Runtime.InteropServices;

namespace Platform.AuditLog;

/// <summary>A SHA-256 value.</summary>
public readonly record struct Digest
{
    /// <summary>Bytes in it.</summary>
    public const int Length = 32;

    private readonly UInt128 first, second;

    private Digest(ReadOnlySpan<UInt128> halves) => (first, second) = (halves[0], halves[1]);

    /// <summary>All zero: the head of a chain without entries.</summary>
    public static Digest Zero { get; }

    /// <summary>Reads 32 bytes.</summary>
    /// <param name="bytes">At least 32 bytes; what follows is ignored.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public static Digest Of(ReadOnlySpan<byte> bytes) => new(MemoryMarshal.Cast<byte, UInt128>(bytes[..Length]));

    /// <summary>Reads 64 lower-case hex digits, the only form in which a value is written.</summary>
    /// <param name="hex">The digits as UTF-8.</param>
    /// <param name="digest">The value.</param>
    /// <returns>False when it has another form.</returns>
    public static bool TryParse(ReadOnlySpan<byte> hex, out Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Length];
        digest = default;
        if (hex.Length != 2 * Length || hex.ContainsAnyInRange((byte)'A', (byte)'F')) return false;
        if (Convert.FromHexString(hex, bytes, out _, out var written) is not System.Buffers.OperationStatus.Done || written != Length)
            return false;

        digest = Of(bytes);
        return true;
    }

    /// <summary>Reads 64 lower-case hex digits.</summary>
    /// <param name="hex">The digits.</param>
    /// <param name="digest">The value.</param>
    /// <returns>False when it has another form.</returns>
    public static bool TryParse(string? hex, out Digest digest)
    {
        Span<byte> ascii = stackalloc byte[2 * Length];
        digest = default;
        return hex is { Length: 2 * Length } && System.Text.Encoding.UTF8.TryGetBytes(hex, ascii, out var count)
            && TryParse(ascii[..count], out digest);
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="to">Takes them.</param>
    public void CopyTo(Span<byte> to)
    {
        MemoryMarshal.Write(to, first);
        MemoryMarshal.Write(to[(Length / 2)..], second);
    }

    /// <summary>The 32 bytes.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hex digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
