using System.Globalization;
using Platform.Load.Replay;
using Platform.Load.Sending;

namespace Platform.Cli.Traffic;

/// <summary>A file.</summary>
internal sealed class ReplayTraffic(GatewayClient gateway, ReplayOptions options) : ITraffic
{
    /// <summary>The run's mark comes from the clock, so that the same file can be played again.</summary>
    public static ReplayOptions Options(string file, TimeProvider time) => new()
    {
        File = file,
        RunMark = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture),
    };

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct) =>
        [.. (await new ReplayRun(gateway, options).RunAsync(ct)).ToLines()];
}
