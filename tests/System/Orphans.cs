using System.Text;

namespace Platform.System.Tests;

/// <summary>Processes that still work on a data folder: it is in their arguments or their environment.</summary>
internal static class Orphans
{
    public static IReadOnlyList<string> Of(string folder) =>
        [.. Directory.EnumerateDirectories("/proc").Where(IsProcess).Where(process => Names(process, folder)).Select(Describe)];

    private static bool IsProcess(string path) =>
        int.TryParse(Path.GetFileName(path), out var id) && id != Environment.ProcessId;

    private static bool Names(string process, string folder) =>
        Read(process, "cmdline").Contains(folder, StringComparison.Ordinal) || Read(process, "environ").Contains(folder, StringComparison.Ordinal);

    private static string Describe(string process) => $"{Path.GetFileName(process)} {Read(process, "cmdline").Replace('\0', ' ')}";

    // A process may end, or belong to somebody else, between being listed and being read; then it is no orphan of ours.
    private static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
