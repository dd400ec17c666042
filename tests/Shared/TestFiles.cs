using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Platform.Tests;

/// <summary>A folder of files that goes away with the test.</summary>
internal sealed class TestFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("files-");

    public string Plain(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Gzip(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }

    public string Archive(string name, params (string Member, string Text)[] members)
    {
        var path = Path.Combine(folder.FullName, name);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach (var (member, text) in members)
        {
            var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, member) { DataStream = content });
        }

        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
