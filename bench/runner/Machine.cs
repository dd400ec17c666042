using System.Globalization;
using System.Runtime.InteropServices;
using Platform.Local.Launcher;

namespace Platform.Bench;

/// <summary>Where and of what the figures were measured.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, memory, system and runtime.</summary>
    public static string Describe()
    {
        var model = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
        return string.Create(CultureInfo.InvariantCulture,
            $"{model}, {Environment.ProcessorCount} cores, {memory:N0} MiB, ")
            + $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}";
    }

    /// <summary>The commit of the clone, from git's own files; null outside a clone.</summary>
    public static string? Commit()
    {
        var git = Path.Combine(Repository.Root, ".git");
        // In a work tree .git is a file that names the folder, which names the folder shared by all work trees.
        if (File.Exists(git)) git = Path.GetFullPath(File.ReadAllText(git).Trim()["gitdir: ".Length..], Repository.Root);
        if (!Directory.Exists(git)) return null;

        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal)) return head;

        var shared = Path.Combine(git, "commondir");
        var common = File.Exists(shared) ? Path.GetFullPath(File.ReadAllText(shared).Trim(), git) : git;
        return Resolve(common, head["ref: ".Length..]);
    }

    private static string? Resolve(string git, string branch)
    {
        var loose = Path.Combine(git, branch);
        if (File.Exists(loose)) return File.ReadAllText(loose).Trim();

        var packed = Path.Combine(git, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(' ' + branch, StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }

    private static string? Field(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
