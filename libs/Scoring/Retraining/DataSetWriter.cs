using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Scoring.Retraining;

/// <summary>Writes a data set, chunk after chunk.</summary>
internal sealed class DataSetWriter : IDisposable
{
    private readonly FileStream file;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream pending = new();
    private readonly BinaryWriter writer;
    private readonly DataSetChunk chunk;

    public DataSetWriter(string path, int columns)
    {
        file = File.Create(path);
        writer = new(pending, Encoding.UTF8);
        chunk = new(columns);
        writer.Write(DataSetFile.Magic);
    }

    public void Add(in DataSetEvent e, ReadOnlySpan<float> row)
    {
        chunk.Add(e, row);
        if (chunk.Count == DataSetChunk.MostRows) FlushChunk();
    }

    /// <summary>Writes what the file holds and the hash.</summary>
    public void Finish(DataSetSummary summary)
    {
        if (chunk.Count > 0) FlushChunk();
        var json = JsonSerializer.SerializeToUtf8Bytes(summary, ContractsJson.Default.DataSetSummary);
        writer.Write(0);
        writer.Write(json);
        writer.Write(json.Length);
        Flush();
        file.Write(hash.GetHashAndReset());
        file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        writer.Dispose();
        hash.Dispose();
        file.Dispose();
    }

    private void FlushChunk()
    {
        chunk.WriteTo(writer);
        Flush();
    }

    private void Flush()
    {
        writer.Flush();
        var bytes = pending.GetBuffer().AsSpan(0, (int)pending.Length);
        hash.AppendData(bytes);
        file.Write(bytes);
        pending.SetLength(0);
    }
}
