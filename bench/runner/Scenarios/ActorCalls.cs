using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr;

namespace Platform.Bench.Scenarios;

/// <summary>Calls of a hundred actors, each method writing one state: proxy, host, app, host again, and a flushed transaction.</summary>
internal sealed class ActorCalls : IScenario
{
    private const int Actors = 100;

    public string Name => "actors";

    public string Purpose => "100 actors, one call each at a time, one state write per call, PostgreSQL";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        await using var host = await DurableHost.StartAsync(
            stage, Name, services => services.AddActors(o => o.Actors.RegisterActor<Counter>()), app => app.MapActorsHandlers(), ct);
        var proxies = host.Services.GetRequiredService<IActorProxyFactory>();
        await CallAsync(proxies, TimeSpan.FromSeconds(stage.Quick ? 1 : 5), ct);

        var duration = TimeSpan.FromSeconds(stage.Quick ? 2 : 15);
        var latencies = await CallAsync(proxies, duration, ct);
        stage.Figures.Set("actor_calls_per_s", latencies.Length / duration.TotalSeconds);
        var times = new Percentiles(latencies);
        stage.Figures.Set("actor_call_p50_ms", times.At(0.5));
        stage.Figures.Set("actor_call_p99_ms", times.At(0.99));
    }

    private static async Task<double[]> CallAsync(IActorProxyFactory proxies, TimeSpan duration, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var each = await Task.WhenAll(Enumerable.Range(0, Actors).Select(number => Task.Run(() => OneAsync(number), ct)));
        return [.. each.SelectMany(latencies => latencies)];

        async Task<List<double>> OneAsync(int number)
        {
            var counter = proxies.CreateActorProxy<ICounter>(new($"actor-{number}"), nameof(Counter));
            var latencies = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var began = Stopwatch.GetTimestamp();
                await counter.SetAsync(ct);
                latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return latencies;
        }
    }

    /// <summary>What the bench calls.</summary>
    internal interface ICounter : IActor
    {
        Task SetAsync(CancellationToken ct);
    }

    /// <summary>Does nothing but write.</summary>
    internal sealed class Counter(ActorHost host) : Actor(host), ICounter
    {
        private long calls;

        public Task SetAsync(CancellationToken ct) => StateManager.SetStateAsync("calls", ++calls, ct);
    }
}
