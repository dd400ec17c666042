using System.Formats.Tar;
using System.IO.Enumeration;

namespace Platform.EventFiles;

/// <summary>Bytes being read, and what to close when they are no longer needed (the archive around them).</summary>
internal sealed record Source(Stream Stream, IDisposable Owner) : IDisposable
{
    public void Dispose() => Owner.Dispose();
}

/// <summary>Opens a file, through gzip and tar where needed; what it is, its first bytes say.</summary>
public static class SourceFile
{
    private const int TarMarkAt = 257;

    /// <summary>The readable members of an archive (CSV, NDJSON), or nothing when the file is not an archive.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Their names in the archive's order.</returns>
    /// <exception cref="EventFileException">There is no such file, or it is damaged.</exception>
    public static IReadOnlyList<string> Members(string path) => Damage.Guard<IReadOnlyList<string>>(() =>
    {
        if (!IsTar(path)) return [];

        using var tar = new TarReader(Unzipped(path));
        var members = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (Path.GetExtension(entry.Name) is ".csv" or ".ndjson" or ".jsonl") members.Add(entry.Name);
        }

        return members;
    }, () => 0);

    /// <summary>Opens the file, or the member of the archive that a mapping names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">Which member, and which columns may be missing from the first line of NDJSON.</param>
    /// <returns>The rows; dispose it.</returns>
    /// <exception cref="EventFileException">There is no such file or member, or it is damaged.</exception>
    public static IRowReader Open(string path, Mapping mapping) => OpenRows(path, mapping.Member, mapping.OptionalColumns);

    /// <summary>Opens the file, or the first member of the archive that matches.</summary>
    /// <param name="path">The file.</param>
    /// <param name="member">Name of a member with <c>*</c> for anything; ignored when the file is no archive.</param>
    /// <returns>The rows; dispose it.</returns>
    /// <exception cref="EventFileException">There is no such file or member, or it is damaged.</exception>
    public static IRowReader Open(string path, string? member) => OpenRows(path, member, []);

    /// <summary>Whether the name of a member fits a pattern with <c>*</c>.</summary>
    /// <param name="pattern">The pattern; null fits all.</param>
    /// <param name="member">The name.</param>
    /// <returns>True when it fits.</returns>
    public static bool Fits(string? pattern, string member) => FileSystemName.MatchesSimpleExpression(pattern ?? "*", member);

    private static IRowReader OpenRows(string path, string? member, IEnumerable<string> optional) => Damage.Guard<IRowReader>(() =>
    {
        var isJson = StartsWithBrace(path, member);
        var source = OpenSource(path, member);
        try
        {
            return isJson ? new NdjsonRows(source, optional) : new CsvRows(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }, () => 0);

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
        throw new EventFileException($"{path} has no member {member}.");
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
        if (!File.Exists(path)) throw new EventFileException($"There is no file {path}.");

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan);
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isGzip ? new BufferedStream(new WholeGzip(file), 64 << 10) : file;
    }
}
