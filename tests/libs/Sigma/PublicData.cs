using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Platform.Sigma.Tests;

/// <summary>The public rules and their events, read from their archives in memory; they are no part of this repository.</summary>
internal static class PublicData
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(ThisFile(), "../../../../../shared/data/sigma"));

    public static IReadOnlyList<(string Name, string Text)> Files(string archive)
    {
        Assert.SkipUnless(Directory.Exists(Folder), $"The data set is not here: {Folder}");
        using var reader = new TarReader(new GZipStream(File.OpenRead(Path.Combine(Folder, archive)), CompressionMode.Decompress));
        var files = new List<(string, string)>();
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            using var text = new StreamReader(entry.DataStream, Encoding.UTF8);
            files.Add((entry.Name, text.ReadToEnd()));
        }

        return files;
    }

    public static IReadOnlyList<SigmaRule> Rules() =>
        [.. Files("rules.tar.gz").Where(IsRule).SelectMany(file => SigmaRuleFile.Parse(file.Text, file.Name))];

    public static bool IsRule((string Name, string Text) file) => file.Name.EndsWith(".yml", StringComparison.Ordinal);

    /// <summary>For each case the id of the rule that it names, and its events.</summary>
    public static IReadOnlyList<(string Case, string RuleId, IReadOnlyList<SigmaEvent> Events)> Cases()
    {
        var files = Files("regression.tar.gz").ToLookup(file => file.Name[..file.Name.LastIndexOf('/')]);
        return [.. files.Select(folder => (
            folder.Key,
            Id(folder.Single(file => file.Name.EndsWith("/info.yml", StringComparison.Ordinal)).Text),
            (IReadOnlyList<SigmaEvent>)[.. folder.SelectMany(Events)]))];
    }

    private static IEnumerable<SigmaEvent> Events((string Name, string Text) file)
    {
        if (!file.Name.EndsWith(".json", StringComparison.Ordinal)) yield break;
        foreach (var json in Documents(Encoding.UTF8.GetBytes(file.Text))) yield return WindowsEvents.Read(json);
    }

    // Some of the files are several objects, one after the other.
    private static List<JsonElement> Documents(byte[] utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowMultipleValues = true });
        var documents = new List<JsonElement>();
        while (reader.Read()) documents.Add(JsonElement.ParseValue(ref reader));
        return documents;
    }

    private static string Id(string info)
    {
        var rule = info[info.IndexOf("rule_metadata", StringComparison.Ordinal)..];
        return rule[(rule.IndexOf("id:", StringComparison.Ordinal) + 3)..].TrimStart().Split('\n')[0].Trim();
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
