using System.Runtime.CompilerServices;

namespace Platform.Conformance.Tests;

/// <summary>The files that a real daprd is started with, and the default host as well.</summary>
internal static class StandardResources
{
    private static readonly string Folder = Path.GetDirectoryName(ThisFile()) ?? "";

    public static string Configuration => Path.Combine(Folder, "config.yaml");

    // daprd resolves relative paths against its working folder, which is this one (README.md); the default host runs anywhere.
    public static IReadOnlyList<string> All() =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "resources"), "*.yaml").Order(StringComparer.Ordinal).Select(ReadAbsolute)];

    private static string ReadAbsolute(string file) =>
        File.ReadAllText(file)
            .Replace("./resources/files", Path.Combine(Path.GetTempPath(), "conformance-files"), StringComparison.Ordinal)
            .Replace("./resources/", Path.Combine(Folder, "resources/"), StringComparison.Ordinal);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
