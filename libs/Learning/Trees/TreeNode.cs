using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Learning.Trees;

/// <summary>One node: children lie side by side; a leaf leads to itself, and its threshold is its value.</summary>
/// <param name="Feature">Column that is compared.</param>
/// <param name="First">Index of the child for rows that pass the comparison; the other child follows it.</param>
/// <param name="Threshold">Split value times <paramref name="Sign"/>.</param>
/// <param name="Sign">1 or -1, chosen so that a comparison with NaN, always false, leads to the side where missing values belong; NaN in
/// a leaf, whose comparison is therefore always false.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TreeNode(int Feature, int First, float Threshold, float Sign)
{
    public bool IsLeaf => float.IsNaN(Sign);

    /// <summary>The leaf at a place.</summary>
    public static TreeNode Leaf(int at, float value) => new(0, at - 1, value, float.NaN);

    /// <summary>A split at which values below the threshold go one way, and missing values with the others.</summary>
    public static TreeNode Below(int feature, float threshold, int below) => new(feature, below, threshold, 1);

    /// <summary>The same split with the sides named the other way round: missing values go with those below the threshold.</summary>
    /// <remarks>"At least t" is "above the number just below t", and with the sign turned "above" is a comparison that can pass.</remarks>
    public static TreeNode AtLeast(int feature, float threshold, int atLeast) =>
        new(feature, atLeast, -MathF.BitDecrement(threshold), -1);

    /// <summary>The child that a row belongs to.</summary>
    public int Next(ReadOnlySpan<float> row) => First + 1 - Passes(row[Feature]);

    /// <summary>The same, of a row that has every column.</summary>
    public int Next(ref float row) => First + 1 - Passes(Unsafe.Add(ref row, Feature));

    /// <summary>1 when a value passes the comparison, else 0.</summary>
    /// <remarks>The comparison becomes a number, not a jump: half of such jumps would be predicted wrongly.</remarks>
    public int Passes(float value) => Unsafe.BitCast<bool, byte>(value * Sign < Threshold);
}
