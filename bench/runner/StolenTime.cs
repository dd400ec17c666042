using System.Globalization;

namespace Platform.Bench;

/// <summary>
/// The share of processor time that a virtual machine's host gave to others. Latencies measured while it was high say little about the
/// platform, so it stands beside them.
/// </summary>
internal sealed class StolenTime
{
    private readonly (long Stolen, long All) before = Read();

    /// <summary>Percent since this was made; 0 where the system does not tell.</summary>
    public double Percent()
    {
        var (stolen, all) = Read();
        return all > before.All ? 100d * (stolen - before.Stolen) / (all - before.All) : 0;
    }

    // The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in user already.
    private static (long Stolen, long All) Read()
    {
        if (!File.Exists("/proc/stat")) return (0, 0);

        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var times = fields[1..9].Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (times[^1], times.Sum());
    }
}
