using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Scoring.Retraining;

/// <summary>A data set in one file: rows in chunks, column after column, then what the file holds, then the SHA-256 of all that.</summary>
/// <remarks>
/// What it holds comes last, because only then is it known: the file is written in one go and in bounded memory. The hash is the version,
/// so the same rows made as of the same time are the same version.
/// </remarks>
public sealed class DataSetFile
{
    internal const int MostSummaryBytes = 4 << 20;
    private const int TailBytes = sizeof(int) + SHA256.HashSizeInBytes;
    private readonly string path;

    private DataSetFile(string path, string version, DataSetSummary summary) => (this.path, Version, Summary) = (path, version, summary);

    internal static ReadOnlySpan<byte> Magic => "PLATDS01"u8;

    /// <summary>SHA-256 of what is in the file, hexadecimal.</summary>
    public string Version { get; }

    /// <summary>What is in it.</summary>
    public DataSetSummary Summary { get; }

    /// <summary>Opens a file; all of it is read once, to see that it is whole.</summary>
    /// <param name="path">Where it is.</param>
    /// <returns>The data set; rows are read when they are asked for.</returns>
    /// <exception cref="FormatException">It is no data set, cut short or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DataSetFile Open(string path)
    {
        using var stream = File.OpenRead(path);
        if (!BitConverter.IsLittleEndian) throw new NotSupportedException("Data sets are little-endian, and so must the machine be.");
        if (stream.Length < Magic.Length + sizeof(int) + TailBytes) throw new FormatException("This is no data set: it is too short.");

        var version = CheckHash(stream);
        stream.Position = stream.Length - TailBytes;
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var length = reader.ReadInt32();
        if (length is < 2 or > MostSummaryBytes || length > stream.Length - TailBytes - Magic.Length)
            throw new FormatException("The data set is damaged: it does not say what it holds.");

        stream.Position = stream.Length - TailBytes - length;
        return new(path, version, Parse(reader.ReadBytes(length)));
    }

    /// <summary>Reads the rows to learn from.</summary>
    /// <param name="most">The latest so many; earlier ones are left out.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="FormatException">The file was changed since it was opened.</exception>
    public DataSetRows ReadTraining(int most = int.MaxValue) => Read(Summary.Training, most);

    /// <summary>Reads the rows to judge by.</summary>
    /// <param name="most">The latest so many; earlier ones are left out.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="FormatException">The file was changed since it was opened.</exception>
    public DataSetRows ReadOutOfTime(int most = int.MaxValue) => Read(Summary.OutOfTime, most);

    private DataSetRows Read(DataPart part, int most)
    {
        var rows = new DataSetRows(Summary.Columns.Count, Math.Min(part.Events, most));
        var (skip, at) = (part.Events - rows.Count, 0);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var chunk in Chunks())
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                var e = chunk.Event(i);
                if (e.Ticks < part.From.UtcTicks || e.Ticks >= part.Until.UtcTicks || skip-- > 0) continue;
                if (at == rows.Count) throw new FormatException("The data set has more rows than it says.");
                (rows.Events.Ids[at], rows.Events.Times[at], rows.Events.Labels[at]) = (e.Id, e.Ticks, e.IsFraud);
                (rows.Amounts[at], rows.Channels[at], rows.Segments[at]) = (e.Amount, Once(e.Channel), Once(e.Segment));
                chunk.CopyRow(i, rows.Values.AsSpan(at++ * rows.Columns, rows.Columns));
            }
        }

        // Few different texts, many rows.
        string Once(string text) => known.TryGetValue(text, out var same) ? same : known[text] = text;

        return at == rows.Count ? rows : throw new FormatException("The data set has fewer rows than it says.");
    }

    private IEnumerable<DataSetChunk> Chunks()
    {
        using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        reader.BaseStream.Position = Magic.Length;
        var chunk = new DataSetChunk(Summary.Columns.Count);
        while (ReadNext(chunk, reader)) yield return chunk;
    }

    private static bool ReadNext(DataSetChunk chunk, BinaryReader reader)
    {
        try
        {
            return chunk.ReadFrom(reader);
        }
        catch (EndOfStreamException e)
        {
            throw new FormatException("The data set is cut short.", e);
        }
    }

    private static string CheckHash(FileStream stream)
    {
        var magic = new byte[Magic.Length];
        stream.ReadExactly(magic);
        if (!Magic.SequenceEqual(magic)) throw new FormatException("This is no data set.");

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(magic);
        var buffer = new byte[1 << 16];
        for (var left = stream.Length - SHA256.HashSizeInBytes - magic.Length; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read is 0) throw new FormatException("The data set is cut short.");
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        var (now, then) = (hash.GetHashAndReset(), new byte[SHA256.HashSizeInBytes]);
        stream.ReadExactly(then);
        return now.AsSpan().SequenceEqual(then)
            ? Convert.ToHexStringLower(now)
            : throw new FormatException("The data set is cut short or damaged: its content does not fit its hash.");
    }

    private static DataSetSummary Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ContractsJson.Default.DataSetSummary)
                ?? throw new FormatException("The data set does not say what it holds.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The data set is damaged: {e.Message}", e);
        }
    }
}
