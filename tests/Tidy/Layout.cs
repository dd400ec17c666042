using System.Text.RegularExpressions;

namespace Platform.Tidy.Tests;

/// <summary>Names of folders, and profiles that all offer the same components.</summary>
internal static partial class Layout
{
    private static readonly string[] ForbiddenFolders = ["Interfaces", "Helpers", "Managers", "Extensions", "Utils", "Common", "Misc"];

    public static IEnumerable<string> Offences() => [
        .. FolderOffences(Repository.Folders()), .. ProfileOffences(Profiles()), .. TableOffences(Migrations()),
    ];

    public static IEnumerable<string> FolderOffences(IEnumerable<string> folders) =>
        folders.Where(folder => ForbiddenFolders.Contains(folder[(folder.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase))
            .Select(folder => $"{folder}: a folder name that says nothing");

    /// <summary>An app finds each component under the same name whatever the profile, so none may lack one.</summary>
    public static IEnumerable<string> ProfileOffences(IReadOnlyDictionary<string, string[]> profiles)
    {
        var all = profiles.Values.SelectMany(names => names).Distinct().ToArray();
        return profiles.SelectMany(profile => all.Except(profile.Value).Select(name => $"components/{profile.Key}: lacks {name}"));
    }

    /// <summary>All services keep their tables in the tenant's one schema, so no two of them may use a name.</summary>
    public static IEnumerable<string> TableOffences(IEnumerable<(string Service, string Sql)> migrations) => migrations
        .SelectMany(migration => Made().Matches(migration.Sql).Select(made => (migration.Service, Name: made.Groups[1].Value)))
        .GroupBy(made => made.Name)
        .Where(made => made.Count() > 1)
        .Select(made => $"apps: {made.Key} is made by {string.Join(" and ", made.Select(one => one.Service))}");

    private static IEnumerable<(string Service, string Sql)> Migrations() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "apps"))
            .Where(app => Directory.Exists(Path.Combine(app, "Migrations")))
            .SelectMany(app => Directory.EnumerateFiles(Path.Combine(app, "Migrations"), "*.sql")
                .Select(file => (Path.GetFileName(app), File.ReadAllText(file))));

    [GeneratedRegex(@"CREATE (?:TABLE|(?:UNIQUE )?INDEX) (\w+)")]
    private static partial Regex Made();

    private static Dictionary<string, string[]> Profiles() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "components"))
            .ToDictionary(
                folder => Path.GetFileName(folder),
                folder => Directory.EnumerateFiles(folder, "*.yaml").SelectMany(NamesIn).ToArray());

    private static IEnumerable<string> NamesIn(string file) =>
        File.ReadAllText(file).Split("\n---").Select(document =>
            $"{Value(document, "kind:")} {(Value(document, "kind:") is "Component" ? Value(document, "  name:") : "")}".TrimEnd());

    private static string Value(string document, string key) =>
        document.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim() ?? "";
}
