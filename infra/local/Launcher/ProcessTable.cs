using System.Globalization;

namespace Platform.Local.Launcher;

/// <summary>Reads <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>Every process of the machine that we can see; none where there is no <c>/proc</c>.</summary>
    public static IEnumerable<int> All()
    {
        var folders = Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [];
        foreach (var folder in folders)
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                yield return process;
            }
        }
    }

    /// <summary>The command line with spaces between its parts; null when there is no such process.</summary>
    public static string? CommandLine(int process)
    {
        var text = Read(process, "cmdline");
        return string.IsNullOrEmpty(text) ? null : text.TrimEnd('\0').Replace('\0', ' ');
    }

    /// <summary>Proportional memory of every process in the group: pages that they share are counted once.</summary>
    public static long GroupMemoryBytes(int group) => All().Where(process => GroupOf(process) == group).Sum(MemoryBytes);

    /// <summary>Proportional memory of one process; 0 when it has ended.</summary>
    public static long MemoryBytes(int process)
    {
        var line = Read(process, "smaps_rollup")?.Split('\n').FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        var number = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return number is null ? 0 : long.Parse(number, CultureInfo.InvariantCulture) * 1024;
    }

    // pid (name) state ppid pgrp …; the name may hold anything, so count from its last parenthesis.
    private static int? GroupOf(int process)
    {
        var stat = Read(process, "stat");
        var fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is { Length: > 2 } ? int.Parse(fields[2], CultureInfo.InvariantCulture) : null;
    }

    // A process may end between two reads, and another user's memory may not be read: both mean "unknown".
    private static string? Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
