using System.Diagnostics;
using Platform.Learning;
using Platform.Learning.Features;

namespace Platform.Bench.Scenarios;

/// <summary>The declared feature engine in a loop on one core: the shipped set for payments, extraction and observation.</summary>
internal sealed class FeatureSpeed : IScenario
{
    private const int Customers = 5_000;
    private const int Terminals = 10_000;
    private const int SecondsApart = 2;
    private readonly FeatureSet set = FeatureSet.Shipped("payments");

    public string Name => "features";

    public string Group => "learning";

    public string Purpose => "declared features of payments in one thread, without I/O";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        var count = stage.Quick ? 200_000 : 1_000_000;
        var (engine, payers, takers) = (new FeatureEngine(set), StatesOf(0, Customers), StatesOf(1, Terminals));
        Play(engine, payers, takers, (0, count));

        var started = Stopwatch.GetTimestamp();
        Play(engine, payers, takers, (count, 2 * count));
        stage.Figures.Set("features_per_event_us", Stopwatch.GetElapsedTime(started).TotalMicroseconds / count);
        stage.Figures.Set("entity_bytes_most", Enumerable.Range(0, set.Entities.Count).Max(set.MostBytes));
        return Task.CompletedTask;
    }

    private EntityState[] StatesOf(int entity, int count) => [.. Enumerable.Range(0, count).Select(_ => set.NewState(entity))];

    // Names are made before, as they would come with an event; amounts are spread over three orders of magnitude.
    private void Play(FeatureEngine engine, EntityState[] payers, EntityState[] takers, (int From, int To) events)
    {
        var random = new SplitMix((ulong)events.From);
        var (vector, states, texts, numbers) = (new float[set.Count], new EntityState?[2], new string?[2], new double[1]);
        string[] customers = [.. Enumerable.Range(0, Customers).Select(i => $"c{i}")];
        string[] terminals = [.. Enumerable.Range(0, Terminals).Select(i => $"t{i}")];
        for (var i = events.From; i < events.To; i++)
        {
            var (payer, taker) = (random.Below(Customers), random.Below(Terminals));
            (states[0], states[1], texts[0], texts[1]) = (payers[payer], takers[taker], customers[payer], terminals[taker]);
            numbers[0] = Math.Exp(random.Fraction() * 7);
            var e = engine.Prepare(1_700_000_000L + i * SecondsApart, numbers, texts);
            engine.Extract(e, states, vector);
            engine.Observe(e, states, vector);
        }
    }
}
