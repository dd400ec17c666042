using System.Net;
using System.Net.Sockets;
using Platform.Local.Launcher;
using Platform.Local.Tests.Sidecar;

namespace Platform.Local.Tests.Launcher;

/// <summary>One app's life: started, seen, started again, stopped.</summary>
public sealed class AppRunnerTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ReadinessProbe probe = new();
    private readonly Reaper reaper = Reaper.Start();
    private readonly List<string> notices = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await reaper.DisposeAsync();
        probe.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_killed_app_is_started_again_and_the_notice_says_why()
    {
        await using var runner = Run("sleep 1000");
        await Eventually.HoldsAsync(() => runner.State == AppState.Up);
        var first = runner.ProcessId;

        runner.Kill();

        // Until its end is seen, the state is still that of the first process, which has no id any more.
        await Eventually.HoldsAsync(() => runner.State == AppState.Up && runner.ProcessId is { } next && next != first);
        Assert.Equal(1, runner.Status().Restarts);
        Assert.Equal("a was killed by signal 9; starting it again in 0.2 s", Assert.Single(notices));
    }

    [Fact]
    public async Task Without_restart_a_dead_app_stays_down_with_its_last_line()
    {
        await using var runner = Run("echo no database >&2; exit 7", restart: false);
        await Eventually.HoldsAsync(() => runner.State == AppState.Down);
        Assert.Equal("ended with exit code 7 (no database)", runner.Status().Note);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_named()
    {
        var app = new RunApp("a", folder.Path) { Command = ["no-such-program"] };
        await using var runner = Run(app, null, restart: false);
        await Eventually.HoldsAsync(() => runner.State == AppState.Down);
        Assert.Contains("no-such-program", runner.Status().Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_is_told_to_end_and_its_variables_reach_it()
    {
        await using (var runner = Run("trap 'echo bye; exit 0' TERM; echo $APP_ID $DAPR_HTTP_PORT $SHARED; while :; do sleep 0.05; done"))
        {
            await Eventually.HoldsAsync(() => runner.Log.Last(1).Count == 1);
            Assert.Equal("a 2 shared", runner.Log.Last(1)[0]);
        }

        Assert.Contains("bye", await File.ReadAllLinesAsync(folder["a.log"], Ct));
    }

    [Fact]
    public async Task An_entry_without_command_waits_for_a_process_that_someone_else_starts()
    {
        var port = FreePort.Take();
        await using var runner = Run(new RunApp("a", folder.Path), port);
        await Eventually.HoldsAsync(() => runner.State == AppState.Waiting);
        Assert.Contains($"port {port}", runner.Status().Note, StringComparison.Ordinal);

        await using (await TestApp.StartAsync(_ => Task.CompletedTask, port))
        {
            await Eventually.HoldsAsync(() => runner.State == AppState.Up);
        }

        await Eventually.HoldsAsync(() => runner.State == AppState.Waiting);
    }

    [Fact]
    public void The_owner_of_a_taken_port_is_found()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.False(FreePort.IsFree(port));
        Assert.Contains($"(process {Environment.ProcessId})", PortOwner.Find(port), StringComparison.Ordinal);
    }

    private AppRunner Run(string script, bool restart = true) =>
        Run(new RunApp("a", folder.Path) { Command = ["sh", "-c", script] }, null, restart);

    private AppRunner Run(RunApp app, int? port, bool restart = true)
    {
        var plan = new AppPlan(app, port, 2, 3, 4);
        var context = new RunnerContext(reaper, probe, TimeProvider.System) { Restart = restart, Notice = notices.Add };
        var variables = plan.Variables(new Dictionary<string, string> { ["SHARED"] = "shared" });
        return new AppRunner(plan, variables, new LogFile(folder["a.log"]), context);
    }
}
