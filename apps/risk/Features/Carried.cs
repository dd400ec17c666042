namespace Platform.Risk.Features;

/// <summary>What the paying end hands to the paid end; logged with the decision, so that a replay need not know the payer.</summary>
/// <param name="Excess">How far above the payer's normal the amount is, 0 to 6 standard deviations.</param>
/// <param name="Origin">Hash of the account where the trail of alike amounts began.</param>
/// <param name="Hops">Transfers on that trail, this one included; at least 1.</param>
internal readonly record struct Carried(float Excess, ulong Origin, byte Hops)
{
    private const float MostExcess = 6;

    public static Carried Of(in Scene scene, ReadOnlySpan<float> features)
    {
        var z = features[(int)Feature.AmountZ];
        var excess = z > 0 ? Math.Min(z, MostExcess) : 0;
        var (match, likeness) = scene.From.Payee?.Inflows.Like(scene.Amount, scene.Time) ?? default;

        return likeness > 0
            ? new(excess, match.Origin, (byte)Math.Min(match.Hops + 1, byte.MaxValue))
            : new(excess, scene.From.Hash, 1);
    }
}
