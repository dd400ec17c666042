using System.Runtime.InteropServices;

namespace Platform.Scoring.Retraining;

/// <summary>Some rows as they lie in the file: column after column.</summary>
/// <remarks>The file is little-endian; other machines are refused when a file is opened.</remarks>
internal sealed class DataSetChunk(int columns)
{
    public const int MostRows = 4_096;
    private readonly float[] values = new float[columns * MostRows];
    private readonly long[] times = new long[MostRows];
    private readonly bool[] labels = new bool[MostRows];
    private readonly double[] amounts = new double[MostRows];
    private readonly string[] ids = new string[MostRows];
    private readonly string[] channels = new string[MostRows];
    private readonly string[] segments = new string[MostRows];

    public int Count { get; private set; }

    public void Add(in DataSetEvent e, ReadOnlySpan<float> row)
    {
        for (var column = 0; column < columns; column++) values[column * MostRows + Count] = row[column];
        (times[Count], labels[Count], amounts[Count]) = (e.Ticks, e.IsFraud, e.Amount);
        (ids[Count], channels[Count], segments[Count]) = (e.Id, e.Channel, e.Segment);
        Count++;
    }

    public DataSetEvent Event(int i) => new(ids[i], times[i], labels[i])
    {
        Amount = amounts[i], Channel = channels[i], Segment = segments[i],
    };

    public void CopyRow(int i, Span<float> row)
    {
        for (var column = 0; column < columns; column++) row[column] = values[column * MostRows + i];
    }

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(Count);
        for (var column = 0; column < columns; column++)
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan(column * MostRows, Count)));
        writer.Write(MemoryMarshal.AsBytes(times.AsSpan(0, Count)));
        writer.Write(MemoryMarshal.AsBytes(amounts.AsSpan(0, Count)));
        for (var i = 0; i < Count; i++) writer.Write(labels[i]);
        foreach (var texts in (string[][])[ids, channels, segments])
        {
            for (var i = 0; i < Count; i++) writer.Write(texts[i]);
        }

        Count = 0;
    }

    /// <summary>Reads the next rows in place of those it has; false at the end of the rows.</summary>
    public bool ReadFrom(BinaryReader reader)
    {
        Count = reader.ReadInt32();
        if (Count is < 0 or > MostRows) throw new FormatException("The data set is damaged: a chunk has an impossible number of rows.");

        for (var column = 0; column < columns; column++)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(column * MostRows, Count)));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(times.AsSpan(0, Count)));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(amounts.AsSpan(0, Count)));
        for (var i = 0; i < Count; i++) labels[i] = reader.ReadBoolean();
        foreach (var texts in (string[][])[ids, channels, segments])
        {
            for (var i = 0; i < Count; i++) texts[i] = reader.ReadString();
        }

        return Count > 0;
    }
}

/// <summary>An event of a data set, without its features.</summary>
internal readonly record struct DataSetEvent(string Id, long Ticks, bool IsFraud)
{
    public required double Amount { get; init; }

    public required string Channel { get; init; }

    public required string Segment { get; init; }
}
