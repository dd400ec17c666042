using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Oidc;

/// <summary>The keys of one provider: fetched when first needed, again every hour, and when a token names an unknown one.</summary>
/// <remarks>
/// A provider that is away does no harm for a day: its last keys stay good. Tokens with invented key ids cause at most one fetch in
/// half a minute, whoever sends them.
/// </remarks>
internal sealed partial class IssuerKeys(OidcIssuer issuer, HttpClient http, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private KeySet? keys;
    private DateTimeOffset fetchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset triedAt = DateTimeOffset.MinValue;
    private Task running = Task.CompletedTask;

    public OidcIssuer Issuer => issuer;

    /// <summary>The keys that may have signed a token.</summary>
    /// <exception cref="HttpRequestException">The provider cannot be reached, and no key of the last day is known.</exception>
    public async ValueTask<IReadOnlyList<PublicKey>> FindAsync(string? keyId, string algorithm, CancellationToken ct)
    {
        if (Younger(GoodFor) is not { } known)
        {
            await RefreshAsync().WaitAsync(ct);
            known = Younger(GoodFor) ?? throw new HttpRequestException($"The identity provider {issuer.Issuer} cannot be reached.");
        }
        else if (Younger(RefreshAfter) is null)
        {
            _ = RefreshAsync(); // The known keys do meanwhile.
        }

        var found = known.Find(keyId, algorithm);
        if (found.Count > 0 || keyId is null) return found;
        await RefreshAsync().WaitAsync(ct);
        return Younger(GoodFor)?.Find(keyId, algorithm) ?? [];
    }

    private KeySet? Younger(TimeSpan age)
    {
        lock (gate) return time.GetUtcNow() - fetchedAt <= age ? keys : null;
    }

    // One fetch at a time, and none soon after another.
    private Task RefreshAsync()
    {
        lock (gate)
        {
            if (!running.IsCompleted) return running;
            if (time.GetUtcNow() - triedAt < Cooldown) return Task.CompletedTask;
            triedAt = time.GetUtcNow();
            return running = FetchAsync();
        }
    }

    private async Task FetchAsync()
    {
        try
        {
            var fetched = await ReadAsync();
            lock (gate) (keys, fetchedAt) = (fetched, time.GetUtcNow());
            LogFetched(issuer.Issuer, fetched.Count);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException or IOException)
        {
            LogNotFetched(issuer.Issuer, e.Message);
        }
    }

    private async Task<KeySet> ReadAsync()
    {
        var home = $"{issuer.Issuer.TrimEnd('/')}/.well-known/openid-configuration";
        var discovery = JsonSerializer.Deserialize(await http.GetByteArrayAsync(new Uri(home)), JoseJson.Default.Discovery);
        if (discovery?.Issuer != issuer.Issuer) throw new JsonException($"{home} is the document of another issuer");
        if (!Uri.TryCreate(discovery.KeysAt, UriKind.Absolute, out var keysAt) || !Transport.IsSafe(keysAt))
            throw new JsonException($"{home} names no safe address of keys");
        return KeySet.Read(await http.GetByteArrayAsync(keysAt), (id, reason) => LogLeftOut(issuer.Issuer, id, reason));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} keys of the identity provider {Issuer}")]
    private partial void LogFetched(string issuer, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the identity provider {Issuer} could not be fetched: {Problem}")]
    private partial void LogNotFetched(string issuer, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "A key of the identity provider {Issuer} is not used ({KeyId}): {Reason}")]
    private partial void LogLeftOut(string issuer, string? keyId, string reason);
}
