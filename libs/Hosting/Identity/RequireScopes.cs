using Microsoft.AspNetCore.Builder;

namespace Platform.Hosting;

/// <summary>Says which scope a route asks for.</summary>
public static class RequireScopes
{
    /// <summary>Lets only callers of a tenant with this scope in; others get 401 or 403. The API page names it.</summary>
    /// <typeparam name="TBuilder">Kind of route or group.</typeparam>
    /// <param name="route">The route or group.</param>
    /// <param name="scope">One of <see cref="Scopes"/>.</param>
    /// <returns>The route or group.</returns>
    public static TBuilder RequireScope<TBuilder>(this TBuilder route, string scope) where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(TenantPolicy.WithScope(scope)).WithMetadata(new RequiredScope(scope));
}

/// <summary>Tells the API page which scope a route asks for.</summary>
internal sealed record RequiredScope(string Scope);
