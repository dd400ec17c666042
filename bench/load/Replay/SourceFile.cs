using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Enumeration;

namespace Platform.Load.Replay;

/// <summary>Bytes being read, and what to close when they are no longer needed (the archive around them).</summary>
internal sealed record Source(Stream Stream, IDisposable Owner) : IDisposable
{
    public void Dispose() => Owner.Dispose();
}

/// <summary>Opens a file, through gzip and tar where needed; what it is, its first bytes say.</summary>
internal static class SourceFile
{
    private const int TarMarkAt = 257;

    /// <summary>The readable members of an archive (CSV, NDJSON), or nothing when the file is not an archive.</summary>
    public static IReadOnlyList<string> Members(string path)
    {
        if (!IsTar(path)) return [];

        using var tar = new TarReader(Unzipped(path));
        var members = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (Path.GetExtension(entry.Name) is ".csv" or ".ndjson" or ".jsonl") members.Add(entry.Name);
        }

        return members;
    }

    /// <summary>Opens the file, or the first member of the archive that matches.</summary>
    /// <param name="path">The file.</param>
    /// <param name="member">Name of a member with <c>*</c> for anything; ignored when the file is no archive.</param>
    public static IRowReader Open(string path, string? member)
    {
        var isJson = StartsWithBrace(path, member);
        var source = OpenSource(path, member);
        return isJson ? new NdjsonRows(source) : new CsvRows(source);
    }

    /// <summary>Whether the name of a member fits a pattern with <c>*</c>.</summary>
    public static bool Fits(string? pattern, string member) => FileSystemName.MatchesSimpleExpression(pattern ?? "*", member);

    private static Source OpenSource(string path, string? member)
    {
        if (!IsTar(path))
        {
            var plain = Unzipped(path);
            return new(plain, plain);
        }

        var tar = new TarReader(Unzipped(path));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && Fits(member, entry.Name)) return new(data, tar);
        }

        tar.Dispose();
        throw new ReplayException($"{path} has no member {member}.");
    }

    private static bool StartsWithBrace(string path, string? member)
    {
        using var source = OpenSource(path, member);
        int next;
        do next = source.Stream.ReadByte();
        while (next is ' ' or '\t' or '\r' or '\n' or 0xEF or 0xBB or 0xBF);
        return next is '{';
    }

    private static bool IsTar(string path)
    {
        using var stream = Unzipped(path);
        var head = new byte[TarMarkAt + 5];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return read == head.Length && head.AsSpan(TarMarkAt).SequenceEqual("ustar"u8);
    }

    private static Stream Unzipped(string path)
    {
        if (!File.Exists(path)) throw new ReplayException($"There is no file {path}.");

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan);
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isGzip ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 64 << 10) : file;
    }
}
