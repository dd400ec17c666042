using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Platform.Hosting;

/// <summary>
/// Keeps the values of the platform's own instruments (meters whose name begins with <c>Platform</c>) and of HTTP requests, and writes
/// them as Prometheus text. Recording is a look-up and an interlocked add.
/// </summary>
internal sealed class MetricsPage : IHostedService, IDisposable
{
    public const string OwnMeters = "Platform*";
    private const string RequestDuration = "http.server.request.duration";

    private readonly ConcurrentDictionary<string, Metric> metrics = new();
    private readonly MeterListener listener = new();
    private readonly ProcessMeter process = new();

    public MetricsPage()
    {
        listener.InstrumentPublished = Follow;
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => (state as Metric)?.Record(value, tags));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => (state as Metric)?.Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => (state as Metric)?.Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => (state as Metric)?.Record(value, tags));
        listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => (state as Metric)?.Record((double)value, tags));
    }

    public Task StartAsync(CancellationToken ct)
    {
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

    public Task WriteAsync(HttpResponse response, CancellationToken ct)
    {
        response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return response.WriteAsync(Text(), ct);
    }

    public string Text()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var metric in metrics.Values.OrderBy(metric => metric.Name, StringComparer.Ordinal))
            metric.Write(text);
        return text.ToString();
    }

    public void Dispose()
    {
        listener.Dispose();
        process.Dispose();
    }

    private void Follow(Instrument instrument, MeterListener source)
    {
        var own = instrument.Meter.Name.StartsWith("Platform", StringComparison.Ordinal);
        if (own || instrument.Name is RequestDuration)
            source.EnableMeasurementEvents(instrument, metrics.GetOrAdd(instrument.Name, static (_, made) => Metric.Of(made), instrument));
    }
}
