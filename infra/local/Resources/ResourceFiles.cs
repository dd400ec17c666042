using System.Text.RegularExpressions;

namespace Platform.Local.Resources;

/// <summary>Finds and reads the resource files that the host was started with.</summary>
internal static partial class ResourceFiles
{
    public static ResourceSet Read(LocalHostOptions options)
    {
        var reader = new ResourceReader();
        foreach (var (text, index) in options.Resources.Select((text, index) => (text, index))) reader.Add($"inline-{index + 1}", text);
        foreach (var file in options.ResourcesPaths.SelectMany(In)) reader.Add(file, File.ReadAllText(file));

        // Configuration is not taken from resource folders, only from the files named for it; these may use ${VARIABLE}.
        var named = new ResourceReader();
        foreach (var file in options.ConfigurationPaths) named.Add(file, Expand(File.ReadAllText(file), options.Environment));
        var set = reader.ToSet();
        var inline = set.Configurations.Where(configuration => configuration.Inline);
        return set with { Configurations = [.. inline, .. named.ToSet().Configurations] };
    }

    /// <summary>Top-level YAML files by name.</summary>
    private static IEnumerable<string> In(string folder)
    {
        if (!Directory.Exists(folder)) throw new ResourceException(new(folder, 0), null, "is not a folder");
        return Directory.EnumerateFiles(folder).Where(IsYaml).Order(StringComparer.Ordinal);
    }

    public static bool IsYaml(string file) =>
        file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static string Expand(string text, IReadOnlyDictionary<string, string>? environment) =>
        Variable().Replace(text, match => environment is null
            ? Environment.GetEnvironmentVariable(match.Groups[1].Value) ?? ""
            : environment.GetValueOrDefault(match.Groups[1].Value, ""));

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
