using System.Globalization;
using Platform.Local.Launcher;

namespace Platform.Local.Tests.Launcher;

/// <summary>What is started ends with us.</summary>
/// <remarks>That it also does after kill -9 is tested with a whole host, in the tests of the command line.</remarks>
public sealed class ReaperTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_closed_pipe_ends_listed_groups_with_all_their_processes()
    {
        var reaper = Reaper.Start();
        using var log = new LogFile(folder["child.log"]);
        using var child = Start("trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000", log, reaper);
        await Eventually.HoldsAsync(() => log.Last(1).Count == 1);
        var grandchild = int.Parse(log.Last(1)[0], CultureInfo.InvariantCulture);
        Assert.NotNull(ProcessTable.CommandLine(grandchild));

        await reaper.DisposeAsync();

        Assert.Equal(128 + 9, await child.Exited);
        await Eventually.HoldsAsync(() => ProcessTable.CommandLine(grandchild) is null);
    }

    [Fact]
    public async Task What_a_dead_leader_left_behind_is_ended_at_once()
    {
        await using var reaper = Reaper.Start();
        using var log = new LogFile(folder["child.log"]);
        using var child = Start("sleep 1000 & echo $!; exit 3", log, reaper);

        Assert.Equal(3, await child.Exited);

        var grandchild = int.Parse(log.Last(1)[0], CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(() => ProcessTable.CommandLine(grandchild) is null);
    }

    [Fact]
    public async Task A_process_that_ignores_the_polite_signal_is_killed_after_its_grace()
    {
        await using var reaper = Reaper.Start();
        using var log = new LogFile(folder["child.log"]);
        using var child = Start("trap '' TERM; echo ready; while :; do sleep 0.1; done", log, reaper);
        await Eventually.HoldsAsync(() => log.Last(1).Count == 1);

        await child.StopAsync(Signal.Terminate, TimeSpan.FromMilliseconds(50));

        Assert.Equal(128 + 9, await child.Exited);
        Assert.Equal(0, child.MemoryBytes);
    }

    private ChildProcess Start(string script, LogFile log, Reaper reaper) =>
        ChildProcess.Start(new CommandLine(["sh", "-c", script], folder.Path), log, reaper);
}
