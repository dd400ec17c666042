namespace Platform.Learning;

/// <summary>A small seeded generator whose sequence is fixed by this file, so that training again gives the same model.</summary>
/// <param name="seed">Any value; equal seeds give equal sequences.</param>
/// <remarks>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64).</remarks>
public struct SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 random bits.</summary>
    /// <returns>Uniform over all 64-bit values.</returns>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }

    /// <summary>A whole number below a bound.</summary>
    /// <param name="bound">Exclusive upper bound; at least 1.</param>
    /// <returns>Uniform in [0, <paramref name="bound"/>); the bias of the multiplication is below bound / 2^32.</returns>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>A fraction.</summary>
    /// <returns>Uniform in [0, 1), a multiple of 2^-53.</returns>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Scrambles 64 bits; also serves as a hash of an integer.</summary>
    /// <param name="bits">Any value.</param>
    /// <returns>A one-to-one image of <paramref name="bits"/> in which every input bit touches every output bit.</returns>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }
}
