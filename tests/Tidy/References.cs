using System.Xml.Linq;

namespace Platform.Tidy.Tests;

/// <summary>References between projects go one way: apps to libs, libs to the libs below them, and never back.</summary>
internal static class References
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["libs/Contracts"] = [],
        ["libs/Learning"] = [],
        ["libs/Graphs"] = [],
        ["libs/Dapr"] = ["libs/Contracts", "libs/TaskHub"],
        ["libs/Dapr.Analyzers"] = [],
        ["libs/TaskHub"] = [],
        ["libs/EventFiles"] = ["libs/Contracts"],
        ["libs/Sigma"] = [],
        ["libs/Scoring"] = ["libs/Contracts", "libs/Learning"],
        ["libs/AuditLog"] = ["libs/Contracts"],
        ["libs/Metering"] = ["libs/Hosting", "libs/Postgres"],
        ["libs/Postgres"] = ["libs/Contracts"],
        ["libs/Hosting"] = ["libs/Dapr", "libs/Contracts"],
        ["infra/local"] = ["libs/Contracts", "libs/TaskHub"],
        ["infra/cli"] = ["infra/local", "libs/", "bench/load"],
        ["apps/"] = ["libs/"],
        ["workflows"] = ["libs/"],
    };

    /// <summary>One phrase per reference of this project that its folder does not allow.</summary>
    public static IEnumerable<string> Offences(string path, string text)
    {
        var folder = FolderOf(path);
        var rule = Allowed.Keys.FirstOrDefault(key => IsIn(folder, key));
        var isFree = Repository.IsTest(path) || path.StartsWith("bench/", StringComparison.Ordinal);

        if (rule is null) return isFree ? [] : ["project in a folder that architecture.md does not know"];

        return TargetsOf(folder, text)
            .Where(target => !Array.Exists(Allowed[rule], each => IsIn(target, each)))
            .Select(target => $"refers to {target}");
    }

    private static IEnumerable<string> TargetsOf(string folder, string text) =>
        XDocument.Parse(text).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")?.Value.Replace('\\', '/'))
            .OfType<string>()
            .Select(include => Path.GetFullPath(Path.Combine(Repository.Root, folder, include)))
            .Select(target => FolderOf(Path.GetRelativePath(Repository.Root, target)));

    private static string FolderOf(string path) => path.Replace('\\', '/') is var unix ? unix[..Math.Max(0, unix.LastIndexOf('/'))] : "";

    private static bool IsIn(string folder, string rule) =>
        rule.EndsWith('/') ? folder.StartsWith(rule, StringComparison.Ordinal) : folder == rule;
}
