using System.Buffers;
using Platform.Learning;
using Platform.Risk.Features;

namespace Platform.Risk.Scoring;

/// <summary>An isolation forest with the distribution of its scores on the tenant's own traffic.</summary>
/// <param name="Version">Feature set and number of events it was trained on.</param>
/// <param name="Forest">The forest, over <see cref="ModelInput"/>.</param>
/// <param name="Scores">Scores of the training rows.</param>
internal sealed record AnomalyModel(string Version, IsolationForest Forest, Quantiles Scores)
{
    public const string Name = "isolation-forest";

    // At this surprise, one event in ten thousand, the model is as sure as it can be.
    private const double FullSurprise = 4;
    private const ulong Seed = 20_08;

    /// <summary>Trains on vectors as <see cref="ModelInput.Write"/> made them. Deterministic.</summary>
    public static AnomalyModel Train(ReadOnlySpan<float> rows, long events)
    {
        var forest = IsolationForest.Fit(rows, ModelInput.Columns, new() { Trees = 100, SampleSize = 256, Seed = Seed });
        var scores = new double[rows.Length / ModelInput.Columns];
        forest.ScoreAll(rows, scores);

        return new($"{FeatureSet.Version}.{events}", forest, Quantiles.Of(scores));
    }

    /// <summary>How unusual a row is among the tenant's traffic: 0.25 for the top tenth, 0.5 for the top hundredth, 1 at most.</summary>
    public double Score(ReadOnlySpan<float> row) => Math.Min(1, Scores.SurpriseOf(Forest.Score(row)) / FullSurprise);

    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>();
        Scores.Write(new(bytes));
        return [.. BitConverter.GetBytes(bytes.WrittenCount), .. bytes.WrittenSpan, .. Forest.ToBytes()];
    }

    /// <exception cref="FormatException">The bytes are damaged, or of another feature set.</exception>
    public static AnomalyModel FromBytes(string version, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || BitConverter.ToInt32(bytes) is var length && (length < 0 || length > bytes.Length - 4))
            throw new FormatException("The model's bytes end too early.");

        var reader = new PackedReader(bytes.Slice(4, length));
        var forest = IsolationForest.FromBytes(bytes[(4 + length)..]);

        return forest.Columns == ModelInput.Columns
            ? new(version, forest, Quantiles.Load(ref reader))
            : throw new FormatException("The model was trained on other features.");
    }
}
