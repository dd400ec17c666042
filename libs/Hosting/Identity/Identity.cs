using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting.Oidc;

namespace Platform.Hosting;

/// <summary>Registers sign-in, the policies and the caller's tenant.</summary>
internal static class Identity
{
    public const string KeyName = "PLATFORM_DEV_KEY";

    public static void AddIdentity(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddSingleton(DevelopmentTokensOf);
        services.AddValidOptions<OidcOptions>();
        services.TryAddSingleton<ITokenVerifier>(p => new ApiKeys(
            p.GetRequiredService<TenantDirectory>(), TokensOf(p), p.GetRequiredService<TimeProvider>()));
        services.AddAuthentication(BearerHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        services.AddAuthorizationBuilder().SetDefaultPolicy(TenantPolicy.Default).SetFallbackPolicy(TenantPolicy.Default);
        services.AddSingleton<CallerScopes>();
        services.AddSingleton<IAuthorizationHandler, TenantPolicy>();
        // A service, so that a handler asks for TenantId like for anything else and it can come from the token only.
        services.AddScoped(typeof(TenantId), TenantOfCaller);
    }

    private static object TenantOfCaller(IServiceProvider services)
    {
        return services.GetRequiredService<IHttpContextAccessor>().HttpContext is { } context && CallerTenant.Of(context) is { } tenant
            ? tenant
            : throw new InvalidOperationException("No signed-in tenant here: the route is anonymous, or this is not a request.");
    }

    // Where providers are named, development tokens are accepted only with a key that was given on purpose; in production never.
    private static ITokenVerifier TokensOf(IServiceProvider services)
    {
        var oidc = services.GetRequiredService<IOptions<OidcOptions>>().Value;
        if (Objection(services, oidc.Issuers.Count) is { } objection) throw new InvalidOperationException(objection);
        if (oidc.Issuers.Count == 0) return services.GetRequiredService<DevelopmentTokens>();

        var (http, time) = (Transport.Client(), services.GetRequiredService<TimeProvider>());
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Platform.Hosting.Oidc");
        var issuers = oidc.Issuers.Select(issuer => new IssuerKeys(issuer, http, time, log)).ToList();
        var providers = new OidcTokens(issuers, TimeSpan.FromSeconds(oidc.ClockSkewSeconds), time);
        return services.GetRequiredService<IConfiguration>()[KeyName] is { Length: > 0 }
            ? new EitherTokens(services.GetRequiredService<DevelopmentTokens>(), providers)
            : providers;
    }

    private static DevelopmentTokens DevelopmentTokensOf(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return services.GetRequiredService<IConfiguration>()[KeyName] is { Length: > 0 } key
            ? DevelopmentTokens.FromKey(key, time)
            : new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(DevelopmentTokens.MinKeyBytes), time);
    }

    private static string? Objection(IServiceProvider services, int issuers)
    {
        if (!services.GetRequiredService<IHostEnvironment>().IsProduction()) return null;
        if (services.GetRequiredService<IConfiguration>()[KeyName] is { Length: > 0 })
            return $"{KeyName} is set: whoever has it can be anyone, so in production nothing starts with it. "
                + "Unset it, or set ASPNETCORE_ENVIRONMENT to another name than Production.";
        return issuers == 0 ? "Nobody could sign in: name an identity provider, e.g. Oidc__Issuers__0__Issuer=https://…" : null;
    }
}
