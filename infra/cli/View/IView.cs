using Platform.Cli.Numbers;
using Platform.Local.Launcher;

namespace Platform.Cli.View;

/// <summary>What there is to see at one moment.</summary>
/// <param name="Numbers">Rates and times.</param>
/// <param name="Apps">Every app.</param>
/// <param name="PostgresBytes">The database's memory; 0 when it is not ours.</param>
/// <param name="HostBytes">Our own memory.</param>
internal sealed record Moment(LiveNumbers Numbers, IReadOnlyList<AppStatus> Apps, long PostgresBytes, long HostBytes);

/// <summary>Shows a running platform until cancelled.</summary>
internal interface IView
{
    /// <summary>A line about something that happened.</summary>
    void Note(string line);

    Task RunAsync(Func<CancellationToken, Task<Moment>> look, CancellationToken ct);
}
