using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting;

/// <summary>Logs, <c>/metrics</c>, and OTLP when a collector is named.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        if (builder.Configuration["PLATFORM_LOGS"] is "json")
            builder.Logging.ClearProviders().AddJsonConsole(console => console.UseUtcTimestamp = true);
        builder.Services.AddSingleton<MetricsPage>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MetricsPage>());
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            builder.Services.AddHostedService<OtlpExport>();
    }

    public static void MapMetrics(this IEndpointRouteBuilder endpoints)
    {
        RequestDelegate answer = context =>
            context.RequestServices.GetRequiredService<MetricsPage>().WriteAsync(context.Response, context.RequestAborted);
        endpoints.MapGet("/metrics", answer).AllowAnonymous().ExcludeFromDescription();
    }
}
