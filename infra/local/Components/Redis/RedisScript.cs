using System.Security.Cryptography;
using System.Text;

namespace Platform.Local.Components.Redis;

/// <summary>A Lua script that Redis keeps: sent once, then called by its hash.</summary>
internal sealed class RedisScript(string text)
{
    private readonly string hash = Convert.ToHexStringLower(HashOf(text));

    /// <summary>Calls it once per entry of <paramref name="calls"/> (each: number of keys, keys, arguments), all in one go.</summary>
    public async Task<RespValue[]> RunAsync(RedisClient redis, IReadOnlyList<RedisArg[]> calls, CancellationToken ct)
    {
        var answers = await redis.SendAsync([.. calls.Select(call => new RedisCommand(["EVALSHA", hash, .. call]))], ct);
        var unknown = Enumerable.Range(0, answers.Length).Where(i => IsUnknown(answers[i])).ToArray();
        if (unknown.Length == 0) return answers;

        // A call that did not find the script did nothing, so it is safe to make again, in order behind the loading.
        RedisCommand[] again =
            [new RedisCommand("SCRIPT", "LOAD", text), .. unknown.Select(i => new RedisCommand(["EVALSHA", hash, .. calls[i]]))];
        var second = await redis.SendAsync(again, ct);
        for (var i = 0; i < unknown.Length; i++) answers[unknown[i]] = second[i + 1];
        return answers;
    }

    private static bool IsUnknown(RespValue answer) =>
        answer.Kind == RespKind.Error && answer.Text.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    // Redis names scripts by their SHA-1; nothing secret depends on it.
    private static byte[] HashOf(string text)
    {
#pragma warning disable CA5350
        return SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }
}
