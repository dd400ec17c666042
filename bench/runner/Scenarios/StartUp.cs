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
        var alert = new AlertFeed(gateway).FollowAsync(0, stop.Token).FirstAsync(stop.Token).AsTask();
        await ((Task)alert).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        if (alert.IsCanceled) throw new BenchException($"No alert came within {Patience.TotalSeconds:N0} s.");

        await alert;
        stage.Figures.Set("up_seconds", Stopwatch.GetElapsedTime(started).TotalSeconds);

        await stop.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
