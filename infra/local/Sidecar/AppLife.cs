using Microsoft.Extensions.Logging;
using Platform.Local.Resources;

namespace Platform.Local.Sidecar;

/// <summary>
/// Follows one app through its lives: waits for its port, asks once per start what it wants, runs its subscriptions and input bindings
/// while it is up (and healthy), and stops them when it goes away.
/// </summary>
internal sealed class AppLife : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly AppSidecar sidecar;
    private readonly AppChannel channel;
    private readonly ILogger log;
    private readonly CancellationTokenSource end = new();
    private readonly SemaphoreSlim gate = new(1);
    private readonly TaskCompletionSource declared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task loop;
    private CancellationTokenSource restarted = new();
    private AppIntake? intake;
    private AppAnswers? asked;

    public AppLife(AppSidecar sidecar, AppChannel channel, ILogger log)
    {
        (this.sidecar, this.channel, this.log) = (sidecar, channel, log);
        loop = Task.Run(() => LiveAsync(end.Token));
    }

    /// <summary>Whether the app has answered and everything for it runs.</summary>
    public bool IsUp => Volatile.Read(ref intake) is not null;

    /// <summary>Done when the app's subscriptions have run for the first time; never when it never comes.</summary>
    public Task Declared => declared.Task;

    /// <summary>What is delivered to the app at the moment.</summary>
    public IReadOnlyList<SubscriptionResource> Subscriptions => Volatile.Read(ref intake)?.Subscriptions ?? [];

    /// <summary>The app's process has been started anew: ask it again, even if its port never seemed to close.</summary>
    public void Restarted() => Volatile.Read(ref restarted).Cancel();

    /// <summary>Resources have changed: what runs for the app is stopped and started again, without asking the app again.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        if (!IsUp || end.IsCancellationRequested) return;
        await StopIntakeAsync();
        await StartIntakeAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopIntakeAsync();
        end.Dispose();
        gate.Dispose();
    }

    private async Task LiveAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using var wire = await AppPort.OpenAsync(channel.Port, ct);
            // Not disposed: the launcher may pull it after the app has gone and before it is back, when nobody listens.
            var signal = new CancellationTokenSource();
            Interlocked.Exchange(ref restarted, signal);
            using var life = CancellationTokenSource.CreateLinkedTokenSource(ct, signal.Token);
            await OneLifeAsync(wire, life).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await StopIntakeAsync();
            if (sidecar.Actors is { } actors) await actors.EndAsync(appListens: ct.IsCancellationRequested);
            asked = null;
        }
    }

    private async Task OneLifeAsync(System.Net.Sockets.Socket wire, CancellationTokenSource life)
    {
        var gone = AppPort.GoneAsync(wire, channel.Port, life.Token);
        var serve = ServeAsync(life.Token);
        await Task.WhenAny(gone, serve);
        if (gone.IsCompleted) log.LogInformation("app {App} went away; deliveries wait until it is back", sidecar.AppId);
        await life.CancelAsync();
        await Task.WhenAll(gone, serve);
    }

    private async Task ServeAsync(CancellationToken ct)
    {
        if (sidecar.Definition.HealthPath is { } path)
        {
            await new AppHealth(channel, path, sidecar.Time).FollowAsync(ConnectAsync, StopIntakeAsync, ct);
            return;
        }

        await ConnectAsync(ct);
        await Task.Delay(Timeout.Infinite, ct);
    }

    // An answer that cannot be used (a wrong condition, say) is told and tried again ever more slowly: a file or the app may be mended.
    private async Task ConnectAsync(CancellationToken ct)
    {
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await StartIntakeAsync(ct);
                return;
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                log.LogError("app {App} could not be connected, next attempt in {Pause}: {Problem}", sidecar.AppId, pause, error.Message);
            }

            await Task.Delay(pause, ct);
        }
    }

    private async Task StartIntakeAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (intake is not null) return;
            asked ??= await AppQuestions.AskAsync(sidecar, channel, log, ct);
            sidecar.Actors?.Begin(asked.ActorTypes);
            Volatile.Write(ref intake, await AppIntake.StartAsync(sidecar, asked.Subscriptions, log, ct));
            sidecar.Schedules.Open();
            declared.TrySetResult();
            log.LogInformation("app {App} is up with {Count} subscriptions", sidecar.AppId, Subscriptions.Count);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task StopIntakeAsync()
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            await sidecar.Schedules.CloseAsync();
            var running = intake;
            Volatile.Write(ref intake, null);
            if (running is not null) await running.DisposeAsync();
        }
        finally
        {
            gate.Release();
        }
    }
}
