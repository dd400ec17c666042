using Platform.Cli.Numbers;
using Platform.Cli.Traffic;
using Platform.Cli.View;
using Platform.Load.Sending;
using Platform.Local.Launcher;

namespace Platform.Cli;

/// <summary>What <c>up</c> plays and how it shows it.</summary>
internal sealed record UpOptions(string Tenant, double Rate, string? Replay, bool Plain);

/// <summary>The main job from start to Ctrl-C.</summary>
internal sealed class UpRun(UpOptions options, RunOptions launch)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly RecentAlerts alerts = new();
    private volatile IView? view;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (options.Replay is { } file && !File.Exists(file))
        {
            throw new LaunchException($"There is no file {file}; pass --replay FILE with a CSV or NDJSON file.");
        }

        var started = Clock.GetTimestamp();
        await using var run = await PlatformRun.StartAsync(launch with { Notice = Say }, ct);
        await run.WaitReadyAsync(ct);
        var seconds = Clock.GetElapsedTime(started).TotalSeconds;
        Say($"Ready in {seconds:0.0} s: {run.GatewayUri}openapi (API page), {run.GatewayUri}healthz (health)");
        Say(launch.Profile == "local" ? "The local profile's broker is in memory: events not yet scored are gone when this ends." : "");
        await ShowAsync(run, ct);
        Console.Out.WriteLine("Stopping …");
        return 0;
    }

    private async Task ShowAsync(PlatformRun run, CancellationToken ct)
    {
        var token = new Tokens(run.Data, Clock).Renewed(options.Tenant);
        using var gateway = new GatewayClient(new GatewayOptions { Gateway = run.GatewayUri, Token = token });
        using var scraper = Scraper.For(run, Clock);
        view = options.Plain || Console.IsOutputRedirected
            ? new PlainView(alerts, Console.Out, Clock)
            : new LiveView(run.GatewayUri, alerts, Clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var aside = Task.WhenAll(Aside(alerts.FollowAsync(gateway, ending.Token)), Aside(PlayAsync(gateway, run, ending.Token)));
        await Aside(view.RunAsync(token => LookAsync(run, scraper, token), ct));
        await ending.CancelAsync();
        await aside;
    }

    private async Task PlayAsync(GatewayClient gateway, PlatformRun run, CancellationToken ct)
    {
        if (options.Replay is null && options.Rate == 0)
        {
            return;
        }

        ITraffic traffic = options.Replay is { } file
            ? new ReplayTraffic(gateway, ReplayTraffic.Options(file, Clock) with { Rate = options.Rate })
            : new SimulatedTraffic(gateway, options.Rate, Path.Combine(run.Data.Path, "simulated-until"));
        foreach (var line in await traffic.RunAsync(ct))
        {
            Say(line);
        }
    }

    // What goes wrong beside the view is said in it, and the rest goes on.
    private async Task Aside(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: this is how it ends.
            return;
        }
        catch (Exception e)
        {
            Say(Failure.Describe(e));
        }
    }

    private static async Task<Moment> LookAsync(PlatformRun run, Scraper scraper, CancellationToken ct) => new(
        await scraper.ReadAsync(ct), run.Apps, run.Postgres?.MemoryBytes ?? 0, Environment.WorkingSet);

    private void Say(string line)
    {
        if (line.Length == 0)
        {
            return;
        }

        if (view is { } page)
        {
            page.Note(line);
        }
        else
        {
            Console.Out.WriteLine(line);
        }
    }
}
