using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>Registers sign-in, the policies and the caller's tenant.</summary>
internal static class Identity
{
    private const string KeyName = "PLATFORM_DEV_KEY";

    public static void AddIdentity(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddSingleton(DevelopmentTokensOf);
        services.TryAddSingleton<ITokenVerifier>(p => p.GetRequiredService<DevelopmentTokens>());
        services.TryAddSingleton<IServiceTokens>(p => new DevelopmentServiceTokens(
            p.GetRequiredService<DevelopmentTokens>(), p.GetRequiredService<IHostEnvironment>().ApplicationName));
        services.AddAuthentication(BearerHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        services.AddAuthorizationBuilder().SetDefaultPolicy(TenantPolicy.Default).SetFallbackPolicy(TenantPolicy.Default);
        services.AddSingleton<IAuthorizationHandler, TenantPolicy>();
        // A service, so that a handler asks for TenantId like for anything else and it can come from the token only.
        services.AddScoped(typeof(TenantId), TenantOfCaller);
    }

    private static object TenantOfCaller(IServiceProvider services)
    {
        var caller = services.GetRequiredService<IHttpContextAccessor>().HttpContext?.User;
        return TenantId.TryCreate(caller?.FindFirst(PlatformClaims.Tenant)?.Value, out var tenant)
            ? tenant
            : throw new InvalidOperationException("No signed-in tenant here: the route is anonymous, or this is not a request.");
    }

    private static DevelopmentTokens DevelopmentTokensOf(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        if (services.GetRequiredService<IConfiguration>()[KeyName] is { Length: > 0 } key)
            return DevelopmentTokens.FromKey(key, time);
        if (services.GetRequiredService<IHostEnvironment>().IsProduction())
            throw new InvalidOperationException(
                $"{KeyName} is not set: in production, development sign-in must be asked for, or register an ITokenVerifier.");
        return new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(DevelopmentTokens.MinKeyBytes), time);
    }
}
