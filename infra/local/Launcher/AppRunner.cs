namespace Platform.Local.Launcher;

/// <summary>What every runner of a launch shares.</summary>
/// <param name="Reaper">Ends the processes when we are killed.</param>
/// <param name="Probe">Asks whether an app is ready.</param>
/// <param name="Time">The clock of back-off and probes.</param>
internal sealed record RunnerContext(Reaper Reaper, ReadinessProbe Probe, TimeProvider Time)
{
    /// <summary>Whether an app that dies is started again.</summary>
    public bool Restart { get; init; } = true;

    /// <summary>Told when an app's process has been started anew.</summary>
    public Action<string>? Restarted { get; init; }

    /// <summary>Told of every change, one plain line each.</summary>
    public Action<string>? Notice { get; init; }
}

/// <summary>Keeps one app running: starts it, sees when it is ready, starts it again when it dies.</summary>
internal sealed class AppRunner : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    private readonly AppPlan plan;
    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly RunnerContext context;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private volatile ChildProcess? child;
    private volatile string? note;
    private volatile int restarts;
    private volatile AppState state;

    public AppRunner(AppPlan plan, IReadOnlyDictionary<string, string> variables, LogFile log, RunnerContext context)
    {
        (this.plan, this.variables, this.context, Log) = (plan, variables, context, log);
        running = plan.App.Command.Count > 0 ? SuperviseAsync(stopping.Token) : WatchAsync(stopping.Token);
    }

    public string AppId => plan.App.AppId;

    public int? AppPort => plan.AppPort;

    public LogFile Log { get; }

    public AppState State => state;

    public int? ProcessId => child is { Exited.IsCompleted: false } alive ? alive.Id : null;

    public AppStatus Status() => new(AppId, state, ProcessId, child?.MemoryBytes ?? 0, restarts, note);

    /// <summary>Kills it as a crash would.</summary>
    public void Kill() => child?.Send(Signal.Kill);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        child?.Dispose();
        Log.Dispose();
        stopping.Dispose();
    }

    private async Task SuperviseAsync(CancellationToken ct)
    {
        var backOff = new BackOff();
        while (!ct.IsCancellationRequested)
        {
            var started = context.Time.GetTimestamp();
            var code = await RunOnceAsync(ct);
            if (ct.IsCancellationRequested || !context.Restart)
            {
                break;
            }

            var delay = backOff.After(context.Time.GetElapsedTime(started));
            Became(AppState.Restarting, $"{Ended(code)}; starting it again in {delay.TotalSeconds:0.0} s");
            await Task.Delay(delay, context.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            restarts++;
            context.Restarted?.Invoke(AppId);
        }

        state = AppState.Down;
    }

    private async Task<int> RunOnceAsync(CancellationToken ct)
    {
        const int cannotStart = 127;
        state = AppState.Starting;
        try
        {
            child?.Dispose();
            child = ChildProcess.Start(new CommandLine(plan.App.Command, plan.App.Directory, variables), Log, context.Reaper);
        }
        catch (LaunchException e)
        {
            Log.Write(e.Message);
            return cannotStart;
        }

        var code = await LiveAsync(child, ct);
        if (!ct.IsCancellationRequested && !context.Restart)
        {
            Became(AppState.Down, Ended(code));
        }

        return code;
    }

    private async Task<int> LiveAsync(ChildProcess process, CancellationToken ct)
    {
        await using var stop = ct.Register(() => _ = process.StopAsync(Signal.Terminate, StopPatience));
        using var life = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ready = BecomeReadyAsync(life.Token);
        var code = await process.Exited;
        await life.CancelAsync();
        await ready;
        return code;
    }

    private async Task BecomeReadyAsync(CancellationToken ct)
    {
        if (plan.AppPort is null || await context.Probe.WaitAsync(plan.AppPort.Value, ct))
        {
            (state, note) = (AppState.Up, null);
        }
    }

    // Nobody starts it but the user; all there is to do is to see it come and go.
    private async Task WatchAsync(CancellationToken ct)
    {
        state = AppState.Waiting;
        note = plan.AppPort is null ? "start it yourself" : $"start it on port {plan.AppPort}, sidecar on {plan.HttpPort}";
        while (!ct.IsCancellationRequested && plan.AppPort is { } port)
        {
            state = await context.Probe.IsReadyAsync(port, ct) ? AppState.Up : AppState.Waiting;
            await Task.Delay(WatchInterval, context.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string Ended(int code)
    {
        const int signalled = 128, killed = signalled + 9;
        var how = code > signalled ? $"was killed by signal {code - signalled}" : $"ended with exit code {code}";
        return code is 0 or killed || Reason() is not { } reason ? how : $"{how} ({reason})";
    }

    // .NET names an exception that ended a process in one line, somewhere above its stack.
    private string? Reason()
    {
        var lines = Log.Last(60);
        var failure = lines.LastOrDefault(text => text.StartsWith("Unhandled exception", StringComparison.Ordinal));
        return (failure ?? (lines is [.., var last] ? last : null))?.Trim();
    }

    private void Became(AppState next, string why)
    {
        (state, note) = (next, why);
        context.Notice?.Invoke($"{AppId} {why}");
    }
}
