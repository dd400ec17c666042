using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Platform.Hosting;

/// <summary>
/// Sends traces and metrics to the collector of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>. The frameworks emit them by themselves.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration, IHostEnvironment environment) : IHostedService, IDisposable
{
    private static readonly string[] sources =
        ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", MetricsPage.OwnMeters];

    private static readonly string[] meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql",
        MetricsPage.OwnMeters,
    ];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken ct)
    {
        var name = configuration["APP_ID"] ?? environment.ApplicationName;
        traces = Sdk.CreateTracerProviderBuilder().AddSource(sources).ConfigureResource(Named).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().AddMeter(meters).ConfigureResource(Named).AddOtlpExporter().Build();
        return Task.CompletedTask;

        void Named(ResourceBuilder resource) => resource.AddService(name);
    }

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }
}
