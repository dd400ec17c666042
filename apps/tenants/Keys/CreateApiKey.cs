using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Tenants;

/// <summary>Who makes a key, and what he may give.</summary>
internal sealed record Giver(string Subject, IReadOnlyList<string> Scopes);

/// <summary>Makes an API key. The secret is in the answer and nowhere else.</summary>
internal sealed partial class CreateApiKey(KeyStore keys, TimeProvider time, ILogger<CreateApiKey> logger)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 12;
    private const int SaltBytes = 16;
    private static readonly TimeSpan longest = TimeSpan.FromDays(5 * 365);

    public async Task<IResult> HandleAsync(TenantId tenant, NewApiKey request, Giver giver, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (Objection.To(request.Scopes, giver.Scopes.Contains) is { } objection) return Invalid("scopes", objection);
        if (request.ExpiresAt <= now || request.ExpiresAt > now + longest)
            return Invalid("expiresAt", "A time within the next five years.");

        var id = RandomNumberGenerator.GetString(Letters, IdLength);
        var text = new KeyText(tenant, id, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyText.SecretBytes)));
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var key = KeyOf(request, id, giver.Subject, now);
        if (!await keys.AddAsync(tenant, key, salt, KeyText.Hash(salt, text.Secret), ct))
            return Conflicts.Of("no-more-keys", $"The tenant is not registered, or has {KeyStore.MostKeys} keys: revoke one first.");

        LogCreated(tenant, id, giver.Subject);
        return TypedResults.Created($"/keys/{id}", new CreatedApiKey(key, text.ToString()));
    }

    private static ApiKey KeyOf(NewApiKey request, string id, string by, DateTimeOffset now) => new()
    {
        Id = id,
        Name = request.Name,
        Scopes = [.. request.Scopes.Distinct()],
        CreatedAt = now,
        CreatedBy = by,
        ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
    };

    private static ValidationProblem Invalid(string field, string error) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [error] });

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: API key {Id} made by {By}")]
    private partial void LogCreated(TenantId tenant, string id, string by);
}
