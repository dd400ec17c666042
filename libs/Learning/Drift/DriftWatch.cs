using System.Buffers;

namespace Platform.Learning.Drift;

/// <summary>Compares the last blocks of a stream with a reference, feature by feature and slice by slice; says what has shifted.</summary>
/// <param name="reference">What is normal.</param>
/// <remarks>
/// An event costs O(features), twice if its slice is watched, and allocates nothing; a look at the end of a block costs
/// O(features · slices). Memory: (features + 1) · 72 bytes a block, for all events and for each slice. Blocks begin at multiples of their
/// length. An event that comes late counts in the open block; one from the future ends all blocks before it, so times must be checked
/// before. Not safe for several threads.
/// </remarks>
public sealed class DriftWatch(DriftReference reference)
{
    private const long NotBegun = long.MinValue;
    private readonly long blockMs = reference.Options.BlockMs;
    private readonly DriftWindow?[] windows = [.. reference.Populations.Select(population =>
        population is null ? null : new DriftWindow(population, reference.Options, reference.Alpha))];

    private long startMs = NotBegun;

    /// <summary>All that stands out at the last look.</summary>
    public IReadOnlyList<DriftFinding> Findings =>
        [.. windows.SelectMany(window => window?.Standing.Select(test => window.FindingOf(test, reference.Features)) ?? [])];

    /// <summary>Takes in an event.</summary>
    /// <param name="mark">Its time, slice, score and verdict.</param>
    /// <param name="features">As many as the reference has; NaN or an infinity where one is missing.</param>
    /// <returns>What began to stand out in the blocks that ended before this event; mostly empty.</returns>
    /// <exception cref="ArgumentException">The number of features is another.</exception>
    public IReadOnlyList<DriftFinding> Add(in DriftMark mark, ReadOnlySpan<float> features)
    {
        if (features.Length != reference.Features.Count)
            throw new ArgumentException($"There are {reference.Features.Count} features.", nameof(features));

        var begun = Advance(mark.AtMs);
        windows[0]?.Count(mark, features);
        if ((uint)mark.Slice < (uint)(windows.Length - 1)) windows[mark.Slice + 1]?.Count(mark, features);
        return begun;
    }

    /// <summary>Ends the blocks before a moment, for when no event comes that would.</summary>
    /// <param name="nowMs">Unix milliseconds; an earlier moment than before changes nothing.</param>
    /// <returns>What began to stand out in them.</returns>
    public IReadOnlyList<DriftFinding> Advance(long nowMs)
    {
        var start = nowMs - ((nowMs % blockMs) + blockMs) % blockMs;
        if (startMs == NotBegun) startMs = start;
        if (start <= startMs) return [];

        // After so many blocks the window is empty, and more would not change it.
        List<DriftFinding> begun = [];
        for (var left = reference.Options.WindowBlocks; left > 0 && startMs < start; left--, startMs += blockMs)
        {
            foreach (var window in windows)
                if (window?.Close(startMs, blockMs) is { Count: > 0 } tests) begun.AddRange(tests.Select(test => Say(window, test)));
        }

        startMs = start;
        return begun;
    }

    private DriftFinding Say(DriftWindow window, int test) => window.FindingOf(test, reference.Features);

    /// <summary>Writes what is counted, to go on after a restart: version 1, closed by a checksum.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes()
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new PackedWriter(target);
        writer.WriteFixed(DriftBytes.SumOf(reference.ToBytes()));
        writer.WriteInteger(startMs);
        foreach (var window in windows) window?.Write(writer);
        return DriftBytes.Seal(target.WrittenSpan);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="reference">The reference of the watch that was written.</param>
    /// <param name="bytes">The bytes, not trusted.</param>
    /// <returns>A watch that goes on as the written one would have.</returns>
    /// <exception cref="FormatException">They are damaged, of another version or of another reference.</exception>
    public static DriftWatch Load(DriftReference reference, ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(DriftBytes.Open(bytes));
        if (reader.ReadFixed() != DriftBytes.SumOf(reference.ToBytes())) throw new FormatException("The bytes are of another reference.");

        var watch = new DriftWatch(reference) { startMs = reader.ReadInteger() };
        foreach (var window in watch.windows) window?.Read(ref reader);
        return reader.AtEnd ? watch : throw new FormatException("There are bytes left.");
    }
}
