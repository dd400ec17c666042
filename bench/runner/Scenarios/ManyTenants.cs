using System.Diagnostics;
using Platform.Hosting;

namespace Platform.Bench.Scenarios;

/// <summary>
/// Two hundred tenants send at once, as fast as the platform accepts, against one that has it for itself. A rate is events accepted and
/// decided, from the first that is sent to the last that is decided. All send the same story, so an event in the wrong place would show.
/// </summary>
internal sealed class ManyTenants : IScenario
{
    private const int Story = 100_000;
    private const int AtOnce = 32;
    private const double LeastRate = 20;

    public string Name => "tenants";

    public string Purpose => "many tenants at once against one alone";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        var story = stage.Events().Take(Story).ToList();
        var length = TimeSpan.FromSeconds(stage.Quick ? 5 : 20);
        List<TenantLoad> one = [await LoadAsync("alone")];
        var many = new List<TenantLoad>();
        for (var i = 0; i < (stage.Quick ? 20 : 200); i++) many.Add(await LoadAsync($"many-{i}"));
        await WarmUpAsync(stage, [.. one, .. many], ct);

        var alone = await RateAsync(one, length, ct);
        var together = await RateAsync(many, length, ct);
        // Alone once more, as everything has got warmer meanwhile: the better of the two is the measure.
        alone = Math.Max(alone, await RateAsync(one, length, ct));
        Note(stage, many, alone, together);
        await CheckAsync(stage, [.. one, .. many], ct);
        foreach (var load in many.Concat(one)) load.Dispose();

        async Task<TenantLoad> LoadAsync(string tenant) => new(tenant, await stage.GatewayAsync(tenant, Roles.Admin, ct), story);
    }

    private static void Note(Stage stage, List<TenantLoad> many, double alone, double together)
    {
        stage.Figures.Set("tenants_active", many.Count(load => load.Rate >= LeastRate));
        stage.Figures.Set("tenants_total_ratio", together / alone);
        stage.Figures.Set("tenants_alone_eps", alone);
        stage.Figures.Set("tenants_total_eps", together);
        stage.Figures.Set("tenants_slowest_eps", many.Min(load => load.Rate));
    }

    // A tenant's schemas are made when it is first seen, in each service: that is the price of a new tenant, not of a busy one.
    private static async Task WarmUpAsync(Stage stage, List<TenantLoad> loads, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var few = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(loads, few, async (load, stop) =>
        {
            await load.SendAsync(TimeSpan.Zero, 1, stop);
            await load.UntilDecidedAsync(stop);
        });
        stage.Figures.Set("tenants_first_seconds", Stopwatch.GetElapsedTime(started).TotalSeconds);
        await RateAsync([loads[0]], TimeSpan.FromSeconds(stage.Quick ? 2 : 10), ct);
    }

    // As many requests are in flight for one as for many, so that neither is held back by the sender.
    private static async Task<double> RateAsync(List<TenantLoad> loads, TimeSpan length, CancellationToken ct)
    {
        var inFlight = Math.Max(1, AtOnce / loads.Count);
        var started = Stopwatch.GetTimestamp();
        var sent = await Task.WhenAll(loads.Select(load => Task.Run(() => load.SendAsync(length, inFlight, ct), ct)));
        foreach (var load in loads) await load.UntilDecidedAsync(ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var (load, events) in loads.Zip(sent)) load.Rate = events / seconds;
        return sent.Sum() / seconds;
    }

    private static async Task CheckAsync(Stage stage, List<TenantLoad> loads, CancellationToken ct)
    {
        var wrong = 0;
        foreach (var (load, next) in loads.Zip(loads.Skip(1).Append(loads[0])))
        {
            if (!await load.HasItsOwnAsync(ct) || await load.SeesAsync(next, ct)) wrong++;
        }

        stage.Figures.Set("tenants_cross_talk", wrong);
    }
}
