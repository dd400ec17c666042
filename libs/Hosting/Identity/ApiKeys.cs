using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>An API key taken apart: <c>rk_{tenant}_{id}_{secret}</c>. A tenant's id has no underscore.</summary>
public sealed record KeyText(TenantId Tenant, string Id, string Secret)
{
    /// <summary>What every key begins with, so that leaked ones are found by scanners.</summary>
    public const string Prefix = "rk_";

    /// <summary>Random bytes in a secret.</summary>
    public const int SecretBytes = 32;

    internal const string SubjectPrefix = "key:";
    private const int MaxLength = 200;

    /// <summary>Whether a caller signed in with an API key.</summary>
    /// <param name="subject">The caller's name, see <see cref="CallerSubject"/>.</param>
    /// <returns>True for a key; its name then begins with <c>key:</c>, which no token may claim.</returns>
    public static bool IsKey(string subject) => subject.StartsWith(SubjectPrefix, StringComparison.Ordinal);

    /// <summary>Takes a key apart.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Null for what is no key.</returns>
    public static KeyText? Of(string text) =>
        text.Length <= MaxLength && text.Split('_') is ["rk", var tenant, { Length: > 0 } id, { Length: > 0 } secret]
        && TenantId.TryCreate(tenant, out var owner)
            ? new(owner, id, secret)
            : null;

    /// <summary>The key as its owner keeps it.</summary>
    /// <returns>The text that goes after <c>Bearer</c>.</returns>
    public override string ToString() => $"{Prefix}{Tenant}_{Id}_{Secret}";

    /// <summary>What is kept of a secret. It is random, so that a plain hash is as hard to turn round as any.</summary>
    /// <param name="salt">Random bytes, kept beside it.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>SHA-256 of both, 32 bytes.</returns>
    public static byte[] Hash(ReadOnlySpan<byte> salt, string secret) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(secret)]);
}

/// <summary>Checks API keys against the directory; anything else is a token.</summary>
internal sealed class ApiKeys(TenantDirectory directory, ITokenVerifier tokens, TimeProvider time) : ITokenVerifier
{
    private const string Error = "The API key is unknown, expired or revoked.";

    public ValueTask<TokenResult> VerifyAsync(string token, CancellationToken ct) =>
        token.StartsWith(KeyText.Prefix, StringComparison.Ordinal) ? ValueTask.FromResult(Verify(token)) : tokens.VerifyAsync(token, ct);

    private TokenResult Verify(string token)
    {
        if (KeyText.Of(token) is not { } text) return new(null, Error);
        var key = directory.Find(text.Tenant)?.Keys.FirstOrDefault(each => each.Id == text.Id);
        // An unknown key costs the same hash as a known one.
        var matches = CryptographicOperations.FixedTimeEquals(KeyText.Hash(key?.Salt ?? [], text.Secret), key?.Hash ?? []);
        if (!matches || key is null || key.ExpiresAt <= time.GetUtcNow()) return new(null, Error);

        directory.NoteUse(text.Tenant, key.Id, time.GetUtcNow());
        return new(Caller.Of($"{KeyText.SubjectPrefix}{key.Id}", [text.Tenant.ToString()], [], key.Scopes), null);
    }
}
