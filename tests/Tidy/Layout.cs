namespace Platform.Tidy.Tests;

/// <summary>Names of folders, and profiles that all offer the same components.</summary>
internal static class Layout
{
    private static readonly string[] ForbiddenFolders = ["Interfaces", "Helpers", "Managers", "Extensions", "Utils", "Common", "Misc"];

    public static IEnumerable<string> Offences() => FolderOffences(Repository.Folders()).Concat(ProfileOffences(Profiles()));

    public static IEnumerable<string> FolderOffences(IEnumerable<string> folders) =>
        folders.Where(folder => ForbiddenFolders.Contains(folder[(folder.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase))
            .Select(folder => $"{folder}: a folder name that says nothing");

    /// <summary>An app finds each component under the same name whatever the profile, so none may lack one.</summary>
    public static IEnumerable<string> ProfileOffences(IReadOnlyDictionary<string, string[]> profiles)
    {
        var all = profiles.Values.SelectMany(names => names).Distinct().ToArray();
        return profiles.SelectMany(profile => all.Except(profile.Value).Select(name => $"components/{profile.Key}: lacks {name}"));
    }

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
