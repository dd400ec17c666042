using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>What every service has in common.</summary>
public static class ServiceDefaults
{
    /// <summary>The largest request body unless a route says otherwise, in bytes.</summary>
    public const int MaxBodyBytes = 4 << 20;

    /// <summary>
    /// Adds the sidecar's client, sign-in, tenant, problem details, health, metrics, OTLP (when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set),
    /// the OpenAPI document, validators of the contracts, strict JSON for requests; listens on <c>APP_PORT</c> when it is set.
    /// </summary>
    /// <param name="builder">The app being built.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddDaprClient(options => options.UseJson(ContractsJson.Default));
        services.AddSingleton<IValidator<Transaction>, TransactionValidator>();
        services.AddTenantDirectory();
        services.AddIdentity();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = ProblemText.Complete);
        services.AddExceptionHandler<KnownFailures>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(StrictJson);
        services.AddReadiness();
        services.AddApiDocument();
        builder.AddTelemetry();
        builder.ListenOnAppPort();
        return builder;
    }

    /// <summary>
    /// Uses them: errors, sign-in with a fallback policy that asks for a tenant on every route; maps <c>/healthz</c>, <c>/readyz</c>,
    /// <c>/metrics</c>, <c>/openapi/v1.json</c> and <c>/dapr/subscribe</c>. Call it before the app's own routes.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <returns>The same app.</returns>
    /// <exception cref="InvalidOperationException">Production without a way to check tokens.</exception>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.Services.GetRequiredService<ITokenVerifier>();
        // Before everything that may answer, so that it sees every answer.
        var calls = app.Services.GetService<RecordCalls>();
        if (calls is not null) app.Use(calls.InvokeAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        if (calls is not null) app.Use(calls.CheckRoomAsync);
        app.Use(app.Services.GetRequiredService<TenantGate>().CheckAsync);
        app.Use(BodyLimit.CheckAsync);
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi().AllowAnonymous();
        app.MapSubscriptions();
        return app;
    }

    /// <summary>
    /// Adds options that are bound from the section named like the type without "Options", and checked by their attributes at start.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The app's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddValidOptions<TOptions>(this IServiceCollection services) where TOptions : class
    {
        services.AddOptions<TOptions>()
            .BindConfiguration(typeof(TOptions).Name.Replace("Options", "", StringComparison.Ordinal))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }

    private static void StrictJson(JsonOptions options)
    {
        var (json, strict) = (options.SerializerOptions, ContractsJson.Default.Options);
        json.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        json.NumberHandling = strict.NumberHandling;
        json.PropertyNameCaseInsensitive = strict.PropertyNameCaseInsensitive;
        json.AllowDuplicateProperties = strict.AllowDuplicateProperties;
        json.RespectNullableAnnotations = strict.RespectNullableAnnotations;
        json.RespectRequiredConstructorParameters = strict.RespectRequiredConstructorParameters;
        json.DefaultIgnoreCondition = strict.DefaultIgnoreCondition;
        json.MaxDepth = strict.MaxDepth;
    }

    private static void ListenOnAppPort(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        if (builder.Configuration["APP_PORT"] is { Length: > 0 } port)
            builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
    }
}
