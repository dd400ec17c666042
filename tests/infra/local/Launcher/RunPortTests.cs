using System.Net;
using System.Net.Sockets;
using Platform.Local.Launcher;

namespace Platform.Local.Tests.Launcher;

/// <summary>Where a run listens after one that was killed.</summary>
public sealed class RunPortTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_after_one_that_was_killed_has_its_public_port()
    {
        var port = FreePort.Take();
        LeaveBehind(port);

        Assert.Equal(port, await PlannedPortAsync(null));
    }

    [Fact]
    public async Task A_port_that_somebody_has_taken_meanwhile_is_left_to_them()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        LeaveBehind(taken);

        Assert.NotEqual(taken, await PlannedPortAsync(null));
    }

    [Fact]
    public async Task A_port_that_is_asked_for_wins()
    {
        var ports = FreePort.Take(2);
        LeaveBehind(ports[0]);

        Assert.Equal(ports[1], await PlannedPortAsync(ports[1]));
    }

    private void LeaveBehind(int port)
    {
        var data = new DataFolder(folder.Path);
        new RunRecord(int.MaxValue, $"http://127.0.0.1:{port}/", "local", []).Write(data);
    }

    private async Task<int?> PlannedPortAsync(int? asked)
    {
        var parts = new RunBuilder(new RunOptions { Profile = "local", DataDirectory = folder.Path, Port = asked });
        await using (parts.Steps)
        {
            parts.Plan();
            return parts.Plans.Single(plan => plan.App.AppId == "gateway").AppPort;
        }
    }
}
