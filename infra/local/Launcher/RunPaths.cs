namespace Platform.Local.Launcher;

/// <summary>The path rules of a run file: relative to the folder the rule names, <c>~</c> and <c>$HOME</c> for the home folder.</summary>
internal sealed class RunPaths(string home)
{
    public static RunPaths ForUser { get; } = new(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    public string Resolve(string path, string directory)
    {
        var expanded = path.Replace("${HOME}", home, StringComparison.Ordinal).Replace("$HOME", home, StringComparison.Ordinal);
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal))
        {
            expanded = home + expanded[1..];
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(expanded, directory));
    }

    /// <summary>The app's own, else its <c>.dapr/resources</c>, else the common ones, else the home folder's.</summary>
    public IReadOnlyList<string> Resources(IReadOnlyList<string> own, IReadOnlyList<string> common, string appDirectory)
    {
        if (own.Count > 0)
        {
            return own;
        }

        var conventional = Path.Combine(appDirectory, ".dapr", "resources");
        if (Directory.Exists(conventional))
        {
            return [conventional];
        }

        var last = Path.Combine(home, ".dapr", "components");
        return common.Count > 0 ? common : Directory.Exists(last) ? [last] : [];
    }

    /// <summary>The app's own, else its <c>.dapr/config.yaml</c>, else the common one, else the home folder's, else none.</summary>
    public string? Configuration(string? own, string? common, string appDirectory)
    {
        var conventional = Path.Combine(appDirectory, ".dapr", "config.yaml");
        var last = Path.Combine(home, ".dapr", "config.yaml");
        return own ?? (File.Exists(conventional) ? conventional : null) ?? common ?? (File.Exists(last) ? last : null);
    }
}
