namespace Platform.Local.Launcher;

/// <summary>Where the clone is.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>dapr.yaml</c>, upwards from the running program.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    internal static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "dapr.yaml")) && File.Exists(Path.Combine(folder.FullName, "package.json")))
            {
                return folder.FullName;
            }
        }

        throw new LaunchException($"no dapr.yaml above {start}; run ./platform from the clone of the repository");
    }
}
