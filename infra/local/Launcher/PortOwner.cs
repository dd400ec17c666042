using System.Globalization;

namespace Platform.Local.Launcher;

/// <summary>Finds out who listens on a TCP port, as far as the system lets us see.</summary>
internal static class PortOwner
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    private const string Listening = "0A";

    /// <summary>E.g. <c>nginx (process 812)</c>; null when it cannot be seen.</summary>
    public static string? Find(int port)
    {
        var inodes = Tables.Where(File.Exists).SelectMany(File.ReadLines).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listening && PortOf(fields[1]) == port)
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet(StringComparer.Ordinal);
        return inodes.Count == 0 ? null : ProcessTable.All().Where(process => Holds(process, inodes)).Select(Describe).FirstOrDefault();
    }

    private static int? PortOf(string address)
    {
        var text = address[(address.LastIndexOf(':') + 1)..];
        return int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    // Another user's process does not show its files; a process may end while we look.
    private static bool Holds(int process, HashSet<string> inodes)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => inodes.Contains(new FileInfo(file).LinkTarget ?? ""));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Describe(int process)
    {
        var program = ProcessTable.CommandLine(process)?.Split(' ')[0];
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(program) ?? "a process"} (process {process})");
    }
}
