using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting;

/// <summary>What every service has in common.</summary>
public static class ServiceDefaults
{
    /// <summary>
    /// Adds the sidecar's client, sign-in, tenant, problem details, health, metrics, OTLP (when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set),
    /// the OpenAPI document, JSON options for requests; listens on <c>APP_PORT</c> when it is set.
    /// </summary>
    /// <param name="builder">The app being built.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder) => throw new NotImplementedException();

    /// <summary>
    /// Uses them: errors, sign-in with a fallback policy that asks for a tenant on every route; maps <c>/healthz</c>, <c>/readyz</c>,
    /// <c>/metrics</c>, <c>/openapi/v1.json</c> and <c>/dapr/subscribe</c>. Call it before the app's own routes.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <returns>The same app.</returns>
    public static WebApplication UseServiceDefaults(this WebApplication app) => throw new NotImplementedException();

    /// <summary>Adds options that are bound from the section named like the type without "Options", and checked by their attributes at start.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The app's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddValidOptions<TOptions>(this IServiceCollection services) where TOptions : class =>
        throw new NotImplementedException();
}
