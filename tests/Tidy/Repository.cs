using System.Runtime.CompilerServices;

namespace Platform.Tidy.Tests;

/// <summary>The files of this clone that people write: no build output, no data, no packages.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["artifacts", "node_modules", "bin", "obj", "dist"];
    private static readonly string[] TextKinds =
        [".cs", ".csproj", ".props", ".yaml", ".yml", ".json", ".md", ".sql", ".sh", ".ts", ".tsx"];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFile(), "..", "..", ".."));

    /// <summary>Every text file, as a path from the root with forward slashes, with its text.</summary>
    public static IEnumerable<(string Path, string Text)> TextFiles() =>
        Files(Root).Where(IsText).Select(file => (Relative(file), File.ReadAllText(file)));

    public static IEnumerable<(string Path, string Text)> FilesOf(string extension) =>
        TextFiles().Where(file => file.Path.EndsWith(extension, StringComparison.Ordinal));

    /// <summary>Every folder, as a path from the root.</summary>
    public static IEnumerable<string> Folders() => FoldersIn(Root).Select(Relative);

    public static bool IsTest(string path) => path.StartsWith("tests/", StringComparison.Ordinal);

    private static IEnumerable<string> Files(string folder) =>
        FoldersIn(folder).Prepend(folder).SelectMany(each => Directory.EnumerateFiles(each));

    private static IEnumerable<string> FoldersIn(string folder) =>
        Directory.EnumerateDirectories(folder).Where(IsOurs).SelectMany(each => FoldersIn(each).Prepend(each));

    private static bool IsOurs(string folder)
    {
        var name = Path.GetFileName(folder);
        return !Skipped.Contains(name) && (!name.StartsWith('.') || name is ".github" or ".ci");
    }

    // Scripts without an extension (platform, .ci/run) are text as well.
    private static bool IsText(string file) =>
        Path.GetExtension(file) is var kind && (TextKinds.Contains(kind) || IsScript(file, kind));

    private static bool IsScript(string file, string kind)
    {
        if (kind.Length > 0) return false;

        using var reader = File.OpenText(file);
        return reader.ReadLine()?.StartsWith("#!", StringComparison.Ordinal) is true;
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
