using System.Buffers;

namespace Platform.Learning.Drift;

/// <summary>What features, score and alert rate are like when nothing has shifted, and how far windows stray from it even then.</summary>
/// <remarks>
/// A test's threshold: with α = <see cref="DriftOptions.FalseAlarmsPerWeek"/> · block seconds / (604,800 · tests of one look) it is the
/// larger of what chance gives in independent events with probability α (χ² for PSI, 2 e^-x for KS and shares), and of a scaled χ² fitted
/// to the windows of the stretch itself, so that bursts and hours of the day are noise and not news. Looks overlap and tests depend on
/// each other; Bonferroni's sum holds all the same. Immutable, safe for many threads.
/// </remarks>
public sealed class DriftReference
{
    /// <summary>The name under which findings speak of the score.</summary>
    public const string ScoreName = "score";

    internal const int MostFeatures = 500;
    internal const int MostSlices = 16;
    private readonly DriftPopulation?[] populations;

    private DriftReference(
        DriftOptions options, IReadOnlyList<string> features, IReadOnlyList<string> slices, DriftPopulation?[] populations)
    {
        (Options, Features, Slices, this.populations) = (options, features, slices, populations);
        var tests = populations.Count(one => one is not null) * DriftCells.TestsOf(features.Count + 1);
        Alpha = options.AlphaOf(tests);
    }

    /// <summary>As it was built.</summary>
    public DriftOptions Options { get; }

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Names of the slices.</summary>
    public IReadOnlyList<string> Slices { get; }

    /// <summary>Slices with too few events to know what is normal; they are counted with all events only.</summary>
    public IEnumerable<string> UnwatchedSlices => Slices.Where((_, i) => populations[i + 1] is null);

    /// <summary>The probability with which one test of one look may be wrong.</summary>
    public double Alpha { get; }

    /// <summary>All events first, then the slices.</summary>
    internal IReadOnlyList<DriftPopulation?> Populations => populations;

    /// <summary>Learns what is normal.</summary>
    /// <param name="stretch">Rows of at least 20 windows with enough events each.</param>
    /// <param name="options">What is compared how often.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="ArgumentException">The options are out of range, or the rows are not such a stretch.</exception>
    public static DriftReference Build(DriftStretch stretch, DriftOptions options)
    {
        if (!options.IsSound) throw new ArgumentException("An option is out of its range.", nameof(options));

        Check(stretch);
        var all = DriftBuild.Of(stretch, null, options)
            ?? throw new ArgumentException($"Fewer than {DriftBuild.LeastWindows} windows have enough events.", nameof(stretch));
        var slices = stretch.Slices.Select((_, i) => DriftBuild.Of(stretch, i, options));
        return new(options, [.. stretch.Features], [.. stretch.Slices], [all, .. slices]);
    }

    private static void Check(DriftStretch stretch)
    {
        if (stretch.Features.Count is 0 or > MostFeatures || stretch.Slices.Count > MostSlices)
            throw new ArgumentException($"There are 1 to {MostFeatures} features and at most {MostSlices} slices.", nameof(stretch));
        if (stretch.Values.Length != stretch.Marks.Count * stretch.Features.Count)
            throw new ArgumentException("Every row needs all features.", nameof(stretch));

        for (var i = 1; i < stretch.Marks.Count; i++)
        {
            if (stretch.Marks[i].AtMs < stretch.Marks[i - 1].AtMs)
                throw new ArgumentException($"Row {i} is earlier than the row before.", nameof(stretch));
        }
    }

    /// <summary>Writes the reference: version 1, closed by a checksum.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes()
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new PackedWriter(target);
        foreach (var option in (int[])[Options.Bins, Options.BlockSeconds, Options.WindowBlocks, Options.LeastEvents])
            writer.WriteNatural((ulong)option);
        writer.WriteDouble(Options.FalseAlarmsPerWeek);
        DriftBytes.WriteNames(writer, Features);
        DriftBytes.WriteNames(writer, Slices);
        foreach (var population in populations)
        {
            writer.WriteNatural(population is null ? 0UL : 1);
            population?.Write(writer);
        }

        return DriftBytes.Seal(target.WrittenSpan);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes, not trusted.</param>
    /// <returns>The same reference.</returns>
    /// <exception cref="FormatException">They are damaged, or of another version.</exception>
    public static DriftReference Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(DriftBytes.Open(bytes));
        var options = ReadOptions(ref reader);
        var features = DriftBytes.ReadNames(ref reader, MostFeatures);
        var slices = DriftBytes.ReadNames(ref reader, MostSlices);
        if (features.Length == 0) throw new FormatException("There are no features.");

        var populations = new DriftPopulation?[slices.Length + 1];
        for (var i = 0; i < populations.Length; i++)
        {
            var isThere = reader.ReadCount(1) == 1;
            populations[i] = isThere ? DriftPopulation.Load(i == 0 ? null : slices[i - 1], features.Length + 1, ref reader) : null;
        }

        return reader.AtEnd && populations[0] is not null
            ? new(options, features, slices, populations)
            : throw new FormatException("The bytes are not those of a reference.");
    }

    private static DriftOptions ReadOptions(ref PackedReader reader)
    {
        var options = new DriftOptions
        {
            Bins = reader.ReadCount(int.MaxValue),
            BlockSeconds = reader.ReadCount(int.MaxValue),
            WindowBlocks = reader.ReadCount(int.MaxValue),
            LeastEvents = reader.ReadCount(int.MaxValue),
            FalseAlarmsPerWeek = reader.ReadDouble(),
        };
        return options.IsSound ? options : throw new FormatException("An option is out of its range.");
    }
}
