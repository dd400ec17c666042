using System.Diagnostics;
using System.Net.Http.Headers;

namespace Platform.Bench.Scenarios;

/// <summary>What one publish costs: a request to the sidecar, one after the other, to a topic that nobody reads.</summary>
internal sealed class PublishOverhead : IScenario
{
    public string Name => "publish";

    public string Purpose => "one publish through the host, one at a time";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        var run = await stage.PlatformAsync(ct);
        using var http = new HttpClient { BaseAddress = run.SidecarUri("ingest") };
        http.DefaultRequestHeaders.Add("dapr-api-token", run.DaprApiToken);
        var count = stage.Quick ? 1_000 : 10_000;
        await MeasureAsync(http, count / 5, ct);

        var latencies = new Percentiles(await MeasureAsync(http, count, ct));
        stage.Figures.Set("publish_overhead_p50_ms", latencies.At(0.5));
        stage.Figures.Set("publish_overhead_p99_ms", latencies.At(0.99));
    }

    private static async Task<double[]> MeasureAsync(HttpClient http, int count, CancellationToken ct)
    {
        var latencies = new double[count];
        for (var i = 0; i < count; i++)
        {
            using var body = new ByteArrayContent("""{"amount":12.5,"account":"c1","counterparty":"t1"}"""u8.ToArray());
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var started = Stopwatch.GetTimestamp();
            using var response = await http.PostAsync(new Uri("/v1.0/publish/pubsub/bench", UriKind.Relative), body, ct);
            latencies[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (!response.IsSuccessStatusCode) throw new BenchException($"The sidecar answered {(int)response.StatusCode} to a publish.");
        }

        return latencies;
    }
}
