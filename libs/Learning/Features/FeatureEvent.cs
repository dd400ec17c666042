namespace Platform.Learning.Features;

/// <summary>An event made ready for a feature set: its texts hashed, its numbers made safe, its conditions decided.</summary>
/// <remarks>Made by <see cref="FeatureEngine.Prepare"/>; uses that engine's memory and holds until the next event is made ready.</remarks>
public readonly ref struct FeatureEvent
{
    /// <summary>Numbers beyond this count as this much, so that no sum of squares ever overflows.</summary>
    public const double MostNumber = 1e15;

    /// <summary>When it happened, in Unix seconds from 1970 to 2106.</summary>
    public long Time { get; internal init; }

    internal ReadOnlySpan<double> Numbers { get; init; }

    internal ReadOnlySpan<ulong> Hashes { get; init; }

    internal ReadOnlySpan<string?> Texts { get; init; }

    // The bucket of its time for each length of buckets in the set: dividing takes longer than most of what is done with it.
    internal ReadOnlySpan<int> Buckets { get; init; }

    // One bit a condition of the set.
    internal ulong Conditions { get; init; }

    // The features of this event, as far as computed: some features are about earlier ones.
    internal ReadOnlySpan<float> Values { get; init; }

    internal bool Meets(int condition) => condition < 0 || (Conditions >> condition & 1) != 0;

    internal double Number(int position)
    {
        if (position < Numbers.Length) return Numbers[position];
        return position - Numbers.Length < Values.Length ? Safe(Values[position - Numbers.Length]) : double.NaN;
    }

    internal FeatureEvent With(ReadOnlySpan<float> values) =>
        new()
        {
            Time = Time, Numbers = Numbers, Hashes = Hashes, Texts = Texts, Buckets = Buckets, Conditions = Conditions, Values = values,
        };

    /// <summary>NaN for what is no number; what is enormous becomes merely very large.</summary>
    internal static double Safe(double number) => double.IsFinite(number) ? Math.Clamp(number, -MostNumber, MostNumber) : double.NaN;
}
