using System.Diagnostics;
using Platform.Local.Launcher;

namespace Platform.Cli.Tests;

/// <summary>A run as a process of its own: how it ends, and what it says when it cannot begin.</summary>
public sealed class UpTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TinyPlatform platform = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Kill_9_of_the_host_leaves_no_orphan()
    {
        var up = await platform.UpAsync(Ct);
        var children = platform.Children();
        Assert.Equal(4, children.Count);
        Assert.All(children, child => Assert.True(IsAlive(child)));

        up.Kill();

        await Eventually.HoldsAsync(() => !children.Any(IsAlive));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task Ctrl_C_and_a_polite_kill_stop_everything_with_exit_code_0(int signal)
    {
        var up = await platform.UpAsync(Ct);
        var children = platform.Children();

        Assert.True(Signals.Send(up.Id, (Signal)signal));

        Assert.Equal(0, await EndedAsync(up));
        Assert.All(children, child => Assert.False(IsAlive(child)));
    }

    [Fact]
    public async Task A_second_run_on_the_same_data_is_refused_and_down_stops_the_first()
    {
        var up = await platform.UpAsync(Ct);
        Assert.Equal(up.Id, platform.ProcessIdOnRecord());

        var second = platform.Start("up", "--rate", "0", "--plain");
        Assert.Equal(1, await EndedAsync(second));
        var refusal = await second.StandardError.ReadToEndAsync(Ct);
        Assert.Contains($"in use by process {up.Id}; stop it first: ./platform down", refusal, StringComparison.Ordinal);

        Assert.Equal(0, await EndedAsync(platform.Start("down")));
        Assert.Equal(0, await EndedAsync(up));
    }

    [Fact]
    public async Task A_taken_port_is_said_with_its_owner_and_another_port()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        var up = platform.Start("up", "--port", $"{port}");

        Assert.Equal(1, await EndedAsync(up));
        var line = await up.StandardError.ReadToEndAsync(Ct);
        Assert.Matches($"^port {port} is taken by .* \\(process {Environment.ProcessId}\\); pass another one: --port [0-9]+\n$", line);
    }

    private static bool IsAlive(int process) => ProcessTable.CommandLine(process) is not null;


    private static async Task<int> EndedAsync(Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }
}
