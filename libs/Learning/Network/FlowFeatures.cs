namespace Platform.Learning.Network;

/// <summary>A flow as numbers: its own, and what its source did in the two minutes before. Volumes and counts are log2(1 + x).</summary>
/// <param name="Numbers">One for each of <see cref="NumberNames"/>; NaN is not known.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Service">Its service.</param>
/// <param name="Flags">Its flags.</param>
public sealed record FlowFeatures(float[] Numbers, string Protocol, string Service, string Flags)
{
    /// <summary>The most characters of protocol, service and flags; what is longer is cut.</summary>
    public const int LongestCategory = 32;

    /// <summary>What the numbers are, in order.</summary>
    public static IReadOnlyList<string> NumberNames { get; } =
    [
        "bytesOut", "bytesIn", "ratio", "packets", "duration", "connections", "hosts", "ports", "failedShare", "sameHostShare",
        "sameServiceShare",
    ];

    /// <summary>Makes them.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="lately">What its source did lately, with this flow.</param>
    /// <returns>The features.</returns>
    internal static FlowFeatures Of(Flow flow, LatelySummary lately)
    {
        var (sent, got) = (Math.Log2(1 + flow.BytesOut), Math.Log2(1 + flow.BytesIn));
        double[] numbers =
        [
            sent, got, sent - got, Math.Log2(1 + flow.Packets), Math.Log2(1 + flow.DurationMs), Math.Log2(1 + lately.Connections),
            Math.Log2(1 + lately.Hosts), Math.Log2(1 + lately.Ports), lately.FailedShare, lately.SameHostShare, lately.SameServiceShare,
        ];
        return new([.. numbers.Select(number => (float)number)], Cut(flow.Protocol), Cut(flow.Service), Cut(flow.Flags));
    }

    /// <summary>Writes them, 44 bytes and the texts.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(PackedWriter writer)
    {
        foreach (var number in Numbers) writer.WriteFloat(number);
        foreach (var text in (string[])[Protocol, Service, Flags])
        {
            writer.WriteNatural((ulong)text.Length);
            foreach (var c in text) writer.WriteNatural(c);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The same features.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static FlowFeatures Load(ref PackedReader reader)
    {
        var numbers = new float[NumberNames.Count];
        foreach (ref var number in numbers.AsSpan())
        {
            number = reader.ReadFloat();
            if (float.IsInfinity(number)) throw new FormatException("A number is out of range.");
        }

        return new(numbers, Text(ref reader), Text(ref reader), Text(ref reader));
    }

    private static string Text(ref PackedReader reader)
    {
        var text = new char[reader.ReadCount(LongestCategory)];
        foreach (ref var c in text.AsSpan()) c = (char)reader.ReadCount(char.MaxValue);
        return new(text);
    }

    private static string Cut(string text) => text.Length <= LongestCategory ? text : text[..LongestCategory];
}

/// <summary>What a source did in the last two minutes, at most its 100 latest connections.</summary>
/// <param name="Connections">How many.</param>
/// <param name="Hosts">To how many hosts.</param>
/// <param name="Ports">To how many ports.</param>
/// <param name="FailedShare">The share that failed.</param>
/// <param name="SameHostShare">The share that went to the host of the latest.</param>
/// <param name="SameServiceShare">The share that went to the service of the latest.</param>
internal readonly record struct LatelySummary(
    int Connections, int Hosts, int Ports, double FailedShare, double SameHostShare, double SameServiceShare);
