using System.Numerics;

namespace Platform.Learning;

/// <summary>Quantiles and ranks of a stream of any length in bounded memory.</summary>
/// <remarks>
/// Items stand in levels; one at level h speaks for 2^h values. A full sketch sorts its lowest full level and lifts every other item, so
/// the weights always add up to the number of values. Which half is lifted is a coin whose tosses follow from the number of values, so
/// equal streams give equal sketches. With accuracy k a rank is off by about 2.3 / k (99 % of the time) and there are at most
/// 3 k + 16 items of 4 bytes. Amortised O(log k) per value, O(k) per read. Reading changes nothing. Not safe for several threads.
/// Source: Karnin, Lang, Liberty, "Optimal quantile approximation in streams", FOCS 2016.
/// </remarks>
public sealed class QuantileSketch
{
    private const int MostLevels = 48;
    private readonly int accuracy;
    private float[] items = [];
    // Highest level first and level 0 last, so that a new value is simply appended.
    private ushort[] sizes = new ushort[1];
    private int used;

    /// <summary>An empty sketch.</summary>
    /// <param name="accuracy">8 to 4,096; 128 gives ranks within 2 %.</param>
    public QuantileSketch(int accuracy = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(accuracy, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accuracy, 4_096);
        this.accuracy = accuracy;
    }

    /// <summary>Number of values taken in.</summary>
    public long Count { get; private set; }

    /// <summary>The most memory that a sketch takes, in bytes.</summary>
    /// <param name="accuracy">Its accuracy.</param>
    /// <returns>The object and its arrays.</returns>
    public static int MostBytes(int accuracy) => 48 + 24 + 4 * MostItems(accuracy) + 24 + 2 * MostLevels;

    /// <summary>Takes a value in.</summary>
    /// <param name="value">Any value; NaN is left out, and what a float cannot hold counts as the largest one that it can.</param>
    public void Add(double value)
    {
        if (double.IsNaN(value)) return;

        Append((float)Math.Clamp(value, float.MinValue, float.MaxValue));
        Count++;
    }

    /// <summary>Where a value stands.</summary>
    /// <param name="value">Any number; compared as a float.</param>
    /// <returns>Share of the values below it, equal ones counting half; 0 to 1; NaN while there are none.</returns>
    public double RankOf(double value)
    {
        var (twiceBelow, at) = (0L, 0);
        for (var level = 0; level < sizes.Length; level++)
        {
            var twice = TwiceBelow(items.AsSpan(at, sizes[level]), (float)value);
            twiceBelow += (long)twice << (sizes.Length - 1 - level);
            at += sizes[level];
        }

        return Count == 0 ? double.NaN : twiceBelow / (2.0 * Count);
    }

    /// <summary>A quantile.</summary>
    /// <param name="q">0 to 1; 0.5 is the median.</param>
    /// <returns>The least item with at least that share of the weight at or below it; NaN while there are none.</returns>
    public double Quantile(double q)
    {
        if (used == 0) return double.NaN;

        Span<float> values = stackalloc float[used];
        Span<long> weights = stackalloc long[used];
        items.AsSpan(0, used).CopyTo(values);
        for (int level = 0, at = 0; level < sizes.Length; at += sizes[level++])
            weights.Slice(at, sizes[level]).Fill(1L << (sizes.Length - 1 - level));
        values.Sort(weights);

        var left = (long)Math.Ceiling(q * Count);
        for (var i = 0; i < used; i++)
        {
            left -= weights[i];
            if (left <= 0) return values[i];
        }

        return values[^1];
    }

    /// <summary>Takes all values of another sketch in; the error of the result is that of one sketch over all values.</summary>
    /// <param name="other">A sketch of the same accuracy; unchanged.</param>
    /// <exception cref="ArgumentException">It has another accuracy.</exception>
    public void Merge(QuantileSketch other)
    {
        if (other.accuracy != accuracy) throw new ArgumentException("Sketches of different accuracy cannot be merged.", nameof(other));

        while (sizes.Length < other.sizes.Length) AddLevel();
        for (int level = 0, at = 0; level < other.sizes.Length; at += other.sizes[level++])
        {
            foreach (var item in other.items.AsSpan(at, other.sizes[level])) Insert(item, other.sizes.Length - 1 - level);
        }

        Count += other.Count;
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(sizes);
        (used, Count) = (0, 0);
    }

    /// <summary>Makes this sketch the same as another.</summary>
    /// <param name="other">A sketch of the same accuracy; unchanged.</param>
    internal void CopyFrom(QuantileSketch other)
    {
        if (items.Length < other.used) Array.Resize(ref items, other.items.Length);
        if (sizes.Length != other.sizes.Length) sizes = new ushort[other.sizes.Length];
        other.items.AsSpan(0, other.used).CopyTo(items);
        other.sizes.CopyTo(sizes.AsSpan());
        (used, Count) = (other.used, other.Count);
    }

    /// <summary>Writes the sketch, 4 bytes an item.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)sizes.Length);
        foreach (var size in sizes) writer.WriteNatural(size);
        foreach (var item in items.AsSpan(0, used)) writer.WriteFloat(item);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="accuracy">Accuracy, as it was written.</param>
    /// <returns>The same sketch.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static QuantileSketch Load(ref PackedReader reader, int accuracy)
    {
        var sketch = new QuantileSketch(accuracy);
        var levels = reader.ReadCount(MostLevels);
        if (levels == 0) throw new FormatException("A sketch of quantiles has at least one level.");

        sketch.sizes = new ushort[levels];
        for (var i = 0; i < levels; i++)
        {
            sketch.sizes[i] = (ushort)reader.ReadCount(MostItems(accuracy) - sketch.used);
            sketch.used += sketch.sizes[i];
            sketch.Count += (long)sketch.sizes[i] << (levels - 1 - i);
        }

        sketch.items = new float[sketch.used];
        foreach (ref var item in sketch.items.AsSpan())
        {
            item = reader.ReadFloat();
            if (!float.IsFinite(item)) throw new FormatException("An item of a sketch of quantiles is not a number.");
        }

        return sketch;
    }

    private static int TwiceBelow(ReadOnlySpan<float> section, float value)
    {
        // A comparison that holds is all ones, which is -1.
        var (limit, counts, at) = (new Vector<float>(value), Vector<int>.Zero, 0);
        for (; at <= section.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            var next = new Vector<float>(section[at..]);
            counts -= Vector.LessThan(next, limit) + Vector.LessThanOrEqual(next, limit);
        }

        var twice = Vector.Sum(counts);
        foreach (var item in section[at..]) twice += (item < value ? 1 : 0) + (item <= value ? 1 : 0);
        return twice;
    }

    private static int MostItems(int accuracy) => 3 * accuracy + 16;

    private void Append(float value)
    {
        MakeRoom();
        items[used++] = value;
        sizes[^1]++;
    }

    private void Insert(float value, int height)
    {
        MakeRoom();
        var level = sizes.Length - 1 - height;
        var at = 0;
        for (var i = 0; i <= level; i++) at += sizes[i];
        Array.Copy(items, at, items, at + 1, used - at);
        (items[at], used) = (value, used + 1);
        sizes[level]++;
    }

    private void MakeRoom()
    {
        if (used == MostItems(accuracy)) Compact();
        if (used == items.Length) Array.Resize(ref items, Math.Clamp(used * 2, 4, MostItems(accuracy)));
    }

    // Lower levels may hold fewer items than higher ones, since their items weigh less.
    private void Compact()
    {
        var level = LowestFull();
        if (level == 0)
        {
            AddLevel();
            level = 1;
        }

        var start = 0;
        for (var i = 0; i < level; i++) start += sizes[i];
        int size = sizes[level];
        var (lifted, left) = (size / 2, size % 2);
        var section = items.AsSpan(start, size);
        section[..(2 * lifted)].Sort();
        var last = section[^1];
        var coin = (int)(SplitMix.Mix((ulong)Count * MostLevels + (ulong)level) & 1);
        for (var i = 0; i < lifted; i++) section[i] = section[2 * i + coin];
        if (left == 1) section[lifted] = last;

        items.AsSpan(start + size, used - start - size).CopyTo(items.AsSpan(start + lifted + left));
        used -= lifted;
        (sizes[level], sizes[level - 1]) = ((ushort)left, (ushort)(sizes[level - 1] + lifted));
    }

    private int LowestFull()
    {
        var capacity = new Capacity(accuracy, sizes.Length);
        for (var level = sizes.Length - 1; level >= 0; level--)
        {
            if (sizes[level] >= capacity.Of(level)) return level;
        }

        return Array.FindLastIndex(sizes, size => size >= 2);
    }

    private void AddLevel()
    {
        if (sizes.Length == MostLevels) throw new InvalidOperationException("A sketch of quantiles holds at most 2^48 values.");
        sizes = [0, .. sizes];
    }

    private readonly struct Capacity(int accuracy, int levels)
    {
        public int Of(int level) => level >= levels ? 0 : Math.Max(2, (int)Math.Ceiling(accuracy * Math.Pow(2.0 / 3, level)));
    }
}
