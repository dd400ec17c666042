using System.Globalization;

namespace Platform.Bench;

/// <summary>Memory and processor time of processes, from <c>/proc</c>.</summary>
internal static class Processes
{
    // The unit of the times in /proc: USER_HZ, which Linux has fixed at 100 for programs.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>A process and everything it started, however deep.</summary>
    public static HashSet<int> Family(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var process) ? process : 0)
            .Where(process => process > 0)
            .Select(process => (Process: process, Parent: (int)Number(process, "status", "PPid:"))).ToList();
        HashSet<int> family = [root];
        var grew = true;
        while (grew)
        {
            var before = family.Count;
            family.UnionWith(parents.Where(process => family.Contains(process.Parent)).Select(process => process.Process).ToList());
            grew = family.Count > before;
        }

        return family;
    }

    /// <summary>Resident memory; 0 when the process has ended.</summary>
    public static long ResidentBytes(int process) => Number(process, "status", "VmRSS:") * 1024;

    /// <summary>Resident memory in which a page shared by n processes counts as an n-th; 0 when the process has ended.</summary>
    public static long ProportionalBytes(int process) => Number(process, "smaps_rollup", "Pss:") * 1024;

    /// <summary>Processor time of a process and of its ended children, so far.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        var stat = Read(process, "stat");
        // The name in parentheses may hold anything, so fields are counted from its end: utime, stime, cutime, cstime are 14th to 17th.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 15 ? TimeSpan.Zero : Tick * fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
    }

    // The first number of a line that begins with a name; sizes in /proc are in kilobytes.
    private static long Number(int process, string file, string name)
    {
        var line = Read(process, file).Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        var words = line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length < 2 ? 0 : long.Parse(words[1], CultureInfo.InvariantCulture);
    }

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile.
            return "";
        }
    }
}
