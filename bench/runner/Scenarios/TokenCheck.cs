using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Hosting;

namespace Platform.Bench.Scenarios;

/// <summary>Checks tokens of an identity provider whose keys are cached, as every service does for every request, on one thread.</summary>
internal sealed class TokenCheck : IScenario
{
    private const int WarmUp = 2_000;

    public string Name => "auth";

    public string Purpose => "checks of a provider's RS256 token with cached keys, one thread";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var key = RSA.Create(2048);
        await using var provider = Provider(key);
        await provider.StartAsync(ct);
        var issuer = provider.Urls.Single();
        await using var service = Service(issuer);
        var (verifier, token) = (service.Services.GetRequiredService<ITokenVerifier>(), Token(key, issuer));
        await CheckAsync(verifier, token, WarmUp, ct);

        var count = stage.Quick ? 5_000 : 50_000;
        var started = Stopwatch.GetTimestamp();
        await CheckAsync(verifier, token, count, ct);
        stage.Figures.Set("auth_us", Stopwatch.GetElapsedTime(started).TotalMicroseconds / count);
    }

    private static async Task CheckAsync(ITokenVerifier verifier, string token, int count, CancellationToken ct)
    {
        for (var i = 0; i < count; i++)
        {
            if ((await verifier.VerifyAsync(token, ct)).Error is { } error) throw new BenchException($"The token was refused: {error}");
        }
    }

    private static WebApplication Provider(RSA key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var provider = builder.Build();
        provider.Urls.Add("http://127.0.0.1:0");
        provider.MapGet("/.well-known/openid-configuration", (HttpRequest request) => Results.Text(JsonSerializer.Serialize(
            new Dictionary<string, string> { ["issuer"] = $"http://{request.Host}", ["jwks_uri"] = $"http://{request.Host}/keys" })));
        var numbers = key.ExportParameters(false);
        var (modulus, exponent) = (Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
        provider.MapGet("/keys", () => Results.Text(
            $$"""{"keys":[{"kty":"RSA","kid":"k","use":"sig","alg":"RS256","n":"{{modulus}}","e":"{{exponent}}"}]}"""));
        return provider;
    }

    private static WebApplication Service(string issuer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Oidc:Issuers:0:Issuer"] = issuer });
        return builder.AddServiceDefaults().Build();
    }

    private static string Token(RSA key, string issuer)
    {
        var expires = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3_600;
        var signed = $"{Encode("""{"alg":"RS256","kid":"k","typ":"JWT"}""")}." + Encode(
            $$"""{"iss":"{{issuer}}","aud":"platform","sub":"bench","exp":{{expires}},"tenant_id":"bench","roles":["analyst"]}""");
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
