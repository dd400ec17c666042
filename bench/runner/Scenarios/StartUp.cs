using System.Diagnostics;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>From nothing to the first alert on a fresh data folder, as <c>./platform up</c> does it: same launcher, same rate.</summary>
internal sealed class StartUp : IScenario
{
    private const double EventsPerSecond = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => "start";

    public string Purpose => "a fresh data folder, until the first alert at 200 events/s";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await stage.PlatformAsync(ct);
        stage.Figures.Set("ready_seconds", Stopwatch.GetElapsedTime(started).TotalSeconds);

        using var gateway = await stage.GatewayAsync(ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        stop.CancelAfter(Patience);
        var sending = new EventSender(gateway, new()).RunAsync(stage.Events(), new SteadySchedule(EventsPerSecond), stop.Token);
        await WaitForAlertAsync(gateway, stop.Token, ct);
        stage.Figures.Set("up_seconds", Stopwatch.GetElapsedTime(started).TotalSeconds);

        await stop.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task WaitForAlertAsync(GatewayClient gateway, CancellationToken patience, CancellationToken ct)
    {
        try
        {
            await new AlertFeed(gateway).FollowAsync(0, patience).FirstAsync(patience);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BenchException($"No alert came within {Patience.TotalSeconds:N0} s.");
        }
    }
}
