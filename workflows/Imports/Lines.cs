using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Workflows.Imports;

/// <summary>NDJSON in memory: one record a line.</summary>
internal sealed class Lines
{
    // Read by people too, and behind no browser.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> text = new(64 << 10);

    /// <summary>Lines so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes so far.</summary>
    public int Length => text.WrittenCount;

    public ReadOnlyMemory<byte> Utf8 => text.WrittenMemory;

    public void Add<T>(T record, JsonTypeInfo<T> info)
    {
        using (var writer = new Utf8JsonWriter(text, Plain)) JsonSerializer.Serialize(writer, record, info);
        text.Write("\n"u8);
        Count++;
    }

    /// <summary>Adds whole lines that are there already, without counting them.</summary>
    public void Append(ReadOnlySpan<byte> utf8) => text.Write(utf8);

    public void Clear()
    {
        text.ResetWrittenCount();
        Count = 0;
    }

    /// <summary>The records of NDJSON.</summary>
    public static List<T> Read<T>(ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> info) where T : class
    {
        var records = new List<T>();
        for (var rest = utf8; rest.Length > 0;)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (JsonSerializer.Deserialize(line.Span, info) is { } record) records.Add(record);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return records;
    }
}
