using System.IO.Compression;
using Platform.Local.Launcher;

namespace Platform.Bench.Accuracy;

/// <summary>Public data sets beside the repository; none is copied into it.</summary>
internal static class DataSets
{
    /// <summary>Lines of a gzip file, or null when it is not here, which is said on the stage.</summary>
    public static IEnumerable<string>? Lines(Stage stage, string folder, string file)
    {
        var path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", folder, file));
        if (File.Exists(path)) return Read(path);

        stage.Say($"skipped: the data set is not here: {path}");
        return null;
    }

    private static IEnumerable<string> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }
}

/// <summary>Mean and standard deviation over the seeds.</summary>
internal static class Seeds
{
    public const int Count = 5;

    /// <summary>Notes the mean under a name, and the deviation beside it.</summary>
    public static void Note(Figures figures, string name, IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        figures.Set(name, mean);
        figures.Set(name + "_sd", Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Count));
    }
}
