namespace Platform.Risk;

/// <summary>Finds the folders that come along with the service.</summary>
internal static class ServiceFolder
{
    /// <summary>Beside the sources when started there, so that editing them takes effect; else the copy beside the program.</summary>
    public static string Find(IHostEnvironment environment, string path)
    {
        var besideSources = Path.GetFullPath(path, environment.ContentRootPath);
        return Directory.Exists(besideSources) ? besideSources : Path.GetFullPath(path, AppContext.BaseDirectory);
    }
}
