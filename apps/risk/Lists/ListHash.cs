using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Platform.Risk.Lists;

/// <summary>The half of SHA-256 that stands for a value in memory.</summary>
/// <remarks>
/// Of 128 bits, so that two values of ten million never share one in practice; cryptographic, because senders choose the values: nobody
/// shall make an account that passes for one on an allow list. No allocation.
/// </remarks>
internal static class ListHash
{
    public static UInt128 Of(string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(value.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
