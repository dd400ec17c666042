using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Hosting;

/// <summary>
/// Knows which tokens were used before. The platform hands out no sessions, so the first use of a token at a door is the sign-in. When
/// there are too many it begins anew, and a token may be taken for new once more.
/// </summary>
internal sealed class SignIns
{
    internal const int Most = 20_000;
    private readonly ConcurrentDictionary<UInt128, bool> seen = new();

    /// <summary>Whether a token is used for the first time.</summary>
    public bool IsFirst(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        if (!seen.TryAdd(MemoryMarshal.Read<UInt128>(hash), true)) return false;

        if (seen.Count > Most) seen.Clear();
        return true;
    }
}
