using System.Security.Cryptography;
using System.Text;

namespace Platform.Dapr.Replay;

/// <summary>Ids made from names: the same name gives the same id, in every replay and every process.</summary>
internal static class StableGuid
{
    private static readonly Guid Space = new("9e952958-5e33-4daf-827f-2fa12937b875");

    /// <summary>A version 5 UUID.</summary>
    /// <remarks>Source: RFC 9562, section 5.5.</remarks>
    public static Guid Of(string name)
    {
        Span<byte> text = stackalloc byte[16 + 512];
        var bytes = Encoding.UTF8.GetByteCount(name) + 16;
        if (bytes > text.Length) text = new byte[bytes];
        Space.TryWriteBytes(text, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, text[16..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        // Not for secrecy: the RFC names this hash.
#pragma warning disable CA5350
        SHA1.HashData(text[..bytes], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
