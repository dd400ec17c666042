using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>
/// <c>/healthz</c> says that the process answers, <c>/readyz</c> that it can do its work; checks join it by the tag "ready".
/// </summary>
internal static class Health
{
    public static void AddReadiness(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<SidecarHealth>("sidecar", tags: ["ready"], timeout: TimeSpan.FromSeconds(2))
        .AddCheck<NotStopping>("running", tags: ["ready"]);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz", new() { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        endpoints.MapHealthChecks("/readyz", new() { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteAsync })
            .AllowAnonymous();
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        if (report.Status is HealthStatus.Unhealthy)
            context.Response.Headers.RetryAfter = "1";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status"u8, report.Status is HealthStatus.Unhealthy ? "unavailable"u8 : "ok"u8);
        writer.WriteStartObject("checks"u8);
        foreach (var (name, entry) in report.Entries)
            writer.WriteString(name, entry.Status is HealthStatus.Healthy ? "ok" : entry.Description ?? "unavailable");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Only the outbound side: the sidecar itself waits for the app.</summary>
    private sealed class SidecarHealth(DaprClient dapr) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default) =>
            await dapr.CheckOutboundHealthAsync(ct)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The sidecar does not answer.");
    }

    /// <summary>A stopping app finishes what it has and asks for no more.</summary>
    private sealed class NotStopping(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default) =>
            Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("The app is stopping.")
                : HealthCheckResult.Healthy());
    }
}
